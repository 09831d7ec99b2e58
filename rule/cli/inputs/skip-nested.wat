;; Passes over an object or array of JSON, 64 bytes at a time: most of a configuration snapshot is resources no verdict hangs on.
;; Only strings and the balance of brackets are looked at. The method is that of simdjson: Langdale and Lemire, "Parsing Gigabytes
;; of JSON per Second", 2019, section 3.1. `npm run make-skip-nested` makes skip-nested-module.ts of this file.
(module
  (memory (export "memory") 32)

  ;; A mask with one bit for each of the 64 bytes at $at: is it $wanted, with the bits of $fold set?
  (func $mask (param $at i32) (param $wanted v128) (param $fold v128) (result i64)
    (i64.or
      (i64.or
        (i64.extend_i32_u
          (i8x16.bitmask (i8x16.eq (v128.or (v128.load (local.get $at)) (local.get $fold)) (local.get $wanted))))
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=16 (local.get $at)) (local.get $fold)) (local.get $wanted))))
          (i64.const 16)))
      (i64.or
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=32 (local.get $at)) (local.get $fold)) (local.get $wanted))))
          (i64.const 32))
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=48 (local.get $at)) (local.get $fold)) (local.get $wanted))))
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
  (func (export "skipNested") (param $at i32) (param $end i32) (result i32)
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
    (unreachable)))
