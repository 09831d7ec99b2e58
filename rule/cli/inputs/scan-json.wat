;; Finds its way through JSON: passes over an object or array 64 bytes at a time, and finds the members of an object. Most of a
;; configuration snapshot is resources no verdict hangs on. Only strings and the balance of brackets are looked at. The method is that
;; of simdjson: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1. `npm run make-scan-json` makes
;; scan-json-module.ts of this file.
;;
;; The first page of memory is for what `members` finds; the bytes of JSON stand behind it, and positions count from there.
(module
  (memory (export "memory") 32)

  ;; A mask with one bit for each of the 64 bytes at $at: is it $wanted, with the bits of $fold set?
  (func $mask (param $at i32) (param $wanted v128) (param $fold v128) (result i64)
    (i64.or
      (i64.or
        (i64.extend_i32_u
          (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=65536 (local.get $at)) (local.get $fold)) (local.get $wanted))))
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=65552 (local.get $at)) (local.get $fold)) (local.get $wanted))))
          (i64.const 16)))
      (i64.or
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=65568 (local.get $at)) (local.get $fold)) (local.get $wanted))))
          (i64.const 32))
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=65584 (local.get $at)) (local.get $fold)) (local.get $wanted))))
          (i64.const 48)))))

  (func $not (param $mask i64) (result i64) (i64.xor (local.get $mask) (i64.const -1)))

  ;; Of each bit: is the number of bits up to it, itself counted, odd?
  (func $parity (param $mask i64) (result i64)
    (local.set $mask (i64.xor (local.get $mask) (i64.shl (local.get $mask) (i64.const 1))))
    (local.set $mask (i64.xor (local.get $mask) (i64.shl (local.get $mask) (i64.const 2))))
    (local.set $mask (i64.xor (local.get $mask) (i64.shl (local.get $mask) (i64.const 4))))
    (local.set $mask (i64.xor (local.get $mask) (i64.shl (local.get $mask) (i64.const 8))))
    (local.set $mask (i64.xor (local.get $mask) (i64.shl (local.get $mask) (i64.const 16))))
    (i64.xor (local.get $mask) (i64.shl (local.get $mask) (i64.const 32))))

  ;; Position behind the object or array that starts at $at; -1 where the bytes up to $end do not hold it whole. What stands in the
  ;; 64 bytes from $end on is read, and counts for nothing.
  (func $nested (export "skipNested") (param $at i32) (param $end i32) (result i32)
    (local $depth i64)
    (local $isInString i64) ;; all bits set: the block begins within a string
    (local $isEscaped i64) ;; 1: its first byte is escaped
    (local $quotes i64)
    (local $backslashes i64)
    (local $escapes i64)
    (local $outside i64)
    (local $opens i64)
    (local $closes i64)
    (local $brackets i64)
    (local $bracket i64)
    (loop $block
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $quotes
        (call $mask (local.get $at)
          (v128.const i8x16 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22)
          (v128.const i64x2 0 0)))
      (local.set $backslashes
        (call $mask (local.get $at)
          (v128.const i8x16 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c)
          (v128.const i64x2 0 0)))
      (if (i64.ne (i64.or (local.get $backslashes) (local.get $isEscaped)) (i64.const 0))
        (then
          ;; A byte is escaped after a run of backslashes of odd length. Subtraction carries through each run.
          (local.set $escapes (i64.and (local.get $backslashes) (call $not (local.get $isEscaped))))
          (local.set $escapes
            (i64.xor
              (i64.sub
                (i64.or (i64.shl (local.get $escapes) (i64.const 1)) (i64.const 0xaaaaaaaaaaaaaaaa))
                (local.get $escapes))
              (i64.const 0xaaaaaaaaaaaaaaaa)))
          (local.set $quotes
            (i64.and (local.get $quotes)
              (call $not (i64.xor (local.get $escapes) (i64.or (local.get $backslashes) (local.get $isEscaped))))))
          (local.set $isEscaped (i64.shr_u (i64.and (local.get $escapes) (local.get $backslashes)) (i64.const 63)))))
      (local.set $outside (call $not (i64.xor (call $parity (local.get $quotes)) (local.get $isInString))))
      (local.set $isInString (call $not (i64.shr_s (local.get $outside) (i64.const 63))))
      ;; Brackets and braces differ from each other in the bit 0x20 only.
      (local.set $opens
        (i64.and (local.get $outside)
          (call $mask (local.get $at)
            (v128.const i8x16 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b 0x7b)
            (v128.const i8x16 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20))))
      (local.set $closes
        (i64.and (local.get $outside)
          (call $mask (local.get $at)
            (v128.const i8x16 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d 0x7d)
            (v128.const i8x16 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20 0x20))))
      (if (i64.gt_s (local.get $depth) (i64.popcnt (local.get $closes)))
        (then
          (local.set $depth
            (i64.sub (i64.add (local.get $depth) (i64.popcnt (local.get $opens))) (i64.popcnt (local.get $closes)))))
        (else
          ;; It may end here: one bracket after the other.
          (local.set $brackets (i64.or (local.get $opens) (local.get $closes)))
          (block $none
            (loop $next
              (br_if $none (i64.eqz (local.get $brackets)))
              (local.set $bracket (i64.and (local.get $brackets) (i64.sub (i64.const 0) (local.get $brackets))))
              (local.set $brackets (i64.xor (local.get $brackets) (local.get $bracket)))
              (if (i64.eqz (i64.and (local.get $bracket) (local.get $closes)))
                (then (local.set $depth (i64.add (local.get $depth) (i64.const 1))))
                (else
                  (local.set $depth (i64.sub (local.get $depth) (i64.const 1)))
                  (if (i64.eqz (local.get $depth))
                    (then
                      (local.set $at (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $bracket)))))
                      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
                      (return (i32.add (local.get $at) (i32.const 1)))))))
              (br $next)))))
      (local.set $at (i32.add (local.get $at) (i32.const 64)))
      (br $block))
    (unreachable))

  ;; Position of the first byte that is no white space; $end where there is none.
  (func $space (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (local.set $byte (i32.load8_u offset=65536 (local.get $at)))
          (if
            (i32.or
              (i32.or (i32.eq (local.get $byte) (i32.const 0x20)) (i32.eq (local.get $byte) (i32.const 0x0a)))
              (i32.or (i32.eq (local.get $byte) (i32.const 0x0d)) (i32.eq (local.get $byte) (i32.const 0x09))))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $next))))))
    (local.get $at))

  ;; Position behind the string whose quote is at $at, or -1.
  (func $string (param $at i32) (param $end i32) (result i32)
    (local $block v128)
    (local $found i32)
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $block (v128.load offset=65536 (local.get $at)))
      (local.set $found
        (i8x16.bitmask
          (v128.or
            (i8x16.eq (local.get $block) (v128.const i8x16 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22 0x22))
            (i8x16.eq (local.get $block) (v128.const i8x16 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c 0x5c)))))
      (if (i32.eqz (local.get $found))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br $next)))
      (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (if (i32.eq (i32.load8_u offset=65536 (local.get $at)) (i32.const 0x22)) (then (return (i32.add (local.get $at) (i32.const 1)))))
      ;; A backslash and what it escapes.
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (br $next))
    (unreachable))

  ;; Position behind the value at $at, or -1. A number, true, false or null ends where structure or white space begins.
  (func $value (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u offset=65536 (local.get $at)))
    (if (i32.eq (local.get $byte) (i32.const 0x22)) (then (return (call $string (local.get $at) (local.get $end)))))
    (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7b))
      (then (return (call $nested (local.get $at) (local.get $end)))))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $byte (i32.load8_u offset=65536 (local.get $at)))
      (if
        (i32.or
          (i32.or (i32.le_u (local.get $byte) (i32.const 0x20)) (i32.eq (local.get $byte) (i32.const 0x2c)))
          (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7d)))
        (then (return (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next))
    (unreachable))

  ;; Position behind the object that starts at $at; -1 where the bytes do not hold it whole, -2 where it is no JSON or has more
  ;; members than the page takes. Of each member it writes where key, value and its end are, from address 16 on, and at 0 how many.
  (func (export "members") (param $at i32) (param $end i32) (result i32)
    (local $out i32)
    (local $byte i32)
    (local.set $out (i32.const 16))
    (i32.store (i32.const 0) (i32.const 0))
    (local.set $at (call $space (i32.add (local.get $at) (i32.const 1)) (local.get $end)))
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
    (if (i32.eq (i32.load8_u offset=65536 (local.get $at)) (i32.const 0x7d)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (loop $member
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (if (i32.ne (i32.load8_u offset=65536 (local.get $at)) (i32.const 0x22)) (then (return (i32.const -2))))
      (if (i32.gt_u (local.get $out) (i32.const 65524)) (then (return (i32.const -2))))
      (i32.store (local.get $out) (local.get $at))
      (local.set $at (call $string (local.get $at) (local.get $end)))
      (if (i32.eq (local.get $at) (i32.const -1)) (then (return (i32.const -1))))
      (if (i32.le_u (i32.load8_u offset=65536 (local.get $at)) (i32.const 0x20))
        (then (local.set $at (call $space (local.get $at) (local.get $end)))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (if (i32.ne (i32.load8_u offset=65536 (local.get $at)) (i32.const 0x3a)) (then (return (i32.const -2))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.le_u (i32.load8_u offset=65536 (local.get $at)) (i32.const 0x20))
        (then (local.set $at (call $space (local.get $at) (local.get $end)))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (i32.store offset=4 (local.get $out) (local.get $at))
      (local.set $at (call $value (local.get $at) (local.get $end)))
      (if (i32.eq (local.get $at) (i32.const -1)) (then (return (i32.const -1))))
      (i32.store offset=8 (local.get $out) (local.get $at))
      (local.set $out (i32.add (local.get $out) (i32.const 12)))
      (if (i32.le_u (i32.load8_u offset=65536 (local.get $at)) (i32.const 0x20))
        (then (local.set $at (call $space (local.get $at) (local.get $end)))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $byte (i32.load8_u offset=65536 (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x7d))
        (then
          (i32.store (i32.const 0) (i32.div_u (i32.sub (local.get $out) (i32.const 16)) (i32.const 12)))
          (return (i32.add (local.get $at) (i32.const 1)))))
      (if (i32.ne (local.get $byte) (i32.const 0x2c)) (then (return (i32.const -2))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.le_u (i32.load8_u offset=65536 (local.get $at)) (i32.const 0x20))
        (then (local.set $at (call $space (local.get $at) (local.get $end)))))
      (br $member))
    (unreachable)))
