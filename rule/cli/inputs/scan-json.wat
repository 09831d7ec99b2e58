;; Finds its way through JSON: passes over an object or array 64 bytes at a time, and finds the members of an object. Most of a
;; configuration snapshot is resources no verdict hangs on. Only strings and the balance of brackets are looked at. The method is that
;; of simdjson: Langdale and Lemire, "Parsing Gigabytes of JSON per Second", 2019, section 3.1. `npm run make-scan-json` makes
;; scan-json-module.ts of this file.
;;
;; It has a dictionary, too: keys, and values that come again and again, are told by their bytes, and need not be read.
;;
;; The first page of memory is for what `members` finds, four for where the entries of the dictionary are, by their hash, and 59 for the
;; entries; the bytes of JSON stand behind them, and positions count from there.
(module
  (memory (export "memory") 80)

  ;; Where the next entry of the dictionary goes.
  (global $free (mut i32) (i32.const 327680))

  ;; A mask with one bit for each of the 64 bytes at $at: is it $wanted, with the bits of $fold set?
  (func $mask (param $at i32) (param $wanted v128) (param $fold v128) (result i64)
    (i64.or
      (i64.or
        (i64.extend_i32_u
          (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=4194304 (local.get $at)) (local.get $fold)) (local.get $wanted))))
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=4194320 (local.get $at)) (local.get $fold)) (local.get $wanted))))
          (i64.const 16)))
      (i64.or
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=4194336 (local.get $at)) (local.get $fold)) (local.get $wanted))))
          (i64.const 32))
        (i64.shl
          (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (v128.or (v128.load offset=4194352 (local.get $at)) (local.get $fold)) (local.get $wanted))))
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
          (local.set $byte (i32.load8_u offset=4194304 (local.get $at)))
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
      (local.set $block (v128.load offset=4194304 (local.get $at)))
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
      (if (i32.eq (i32.load8_u offset=4194304 (local.get $at)) (i32.const 0x22)) (then (return (i32.add (local.get $at) (i32.const 1)))))
      ;; A backslash and what it escapes.
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (br $next))
    (unreachable))

  ;; Position behind the value at $at, or -1. A number, true, false or null ends where structure or white space begins.
  (func $value (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u offset=4194304 (local.get $at)))
    (if (i32.eq (local.get $byte) (i32.const 0x22)) (then (return (call $string (local.get $at) (local.get $end)))))
    (if (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7b))
      (then (return (call $nested (local.get $at) (local.get $end)))))
    (loop $next
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $byte (i32.load8_u offset=4194304 (local.get $at)))
      (if
        (i32.or
          (i32.or (i32.le_u (local.get $byte) (i32.const 0x20)) (i32.eq (local.get $byte) (i32.const 0x2c)))
          (i32.eq (i32.or (local.get $byte) (i32.const 0x20)) (i32.const 0x7d)))
        (then (return (local.get $at))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br $next))
    (unreachable))

  ;; Of the bytes from $at to $end, and a scope: the same bytes mean different things in different places. All of them bear on its
  ;; upper half.
  (func $hash (param $scope i32) (param $at i32) (param $end i32) (result i32)
    (local $sum i64)
    (local.set $sum (i64.extend_i32_u (local.get $scope)))
    (loop $word
      (if (i32.le_u (i32.add (local.get $at) (i32.const 8)) (local.get $end))
        (then
          (local.set $sum
            (i64.mul
              (i64.xor (i64.rotl (local.get $sum) (i64.const 5)) (i64.load offset=4194304 (local.get $at)))
              (i64.const 0x9e3779b97f4a7c15)))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (br $word))))
    (if (i32.lt_u (local.get $at) (local.get $end))
      (then
        (local.set $sum
          (i64.mul
            (i64.xor
              (i64.rotl (local.get $sum) (i64.const 5))
              (i64.shr_u
                (i64.shl (i64.load offset=4194304 (local.get $at)) (call $behind (local.get $at) (local.get $end)))
                (call $behind (local.get $at) (local.get $end))))
            (i64.const 0x9e3779b97f4a7c15)))))
    (i32.wrap_i64 (i64.shr_u (local.get $sum) (i64.const 32))))

  ;; Of a word at $at: how many of its bits stand behind $end.
  (func $behind (param $at i32) (param $end i32) (result i64)
    (i64.extend_i32_u
      (i32.shl (i32.sub (i32.const 8) (i32.sub (local.get $end) (local.get $at))) (i32.const 3))))

  ;; Are these the bytes of an entry of the same length?
  (func $equal (param $at i32) (param $end i32) (param $entry i32) (result i32)
    (local.set $entry (i32.add (local.get $entry) (i32.const 16)))
    (loop $word
      (if (i32.le_u (i32.add (local.get $at) (i32.const 8)) (local.get $end))
        (then
          (if (i64.ne (i64.load offset=4194304 (local.get $at)) (i64.load (local.get $entry))) (then (return (i32.const 0))))
          (local.set $at (i32.add (local.get $at) (i32.const 8)))
          (local.set $entry (i32.add (local.get $entry) (i32.const 8)))
          (br $word))))
    (if (i32.eq (local.get $at) (local.get $end)) (then (return (i32.const 1))))
    (i64.eqz
      (i64.shl
        (i64.xor (i64.load offset=4194304 (local.get $at)) (i64.load (local.get $entry)))
        (call $behind (local.get $at) (local.get $end)))))

  ;; What the bytes from $at to $end were said to mean; -1 where nothing was said, or it is forgotten. An entry is scope, length,
  ;; meaning and hash, and the bytes. It stands in one of eight places by its hash.
  (func $meaning (param $scope i32) (param $at i32) (param $end i32) (result i32)
    (local $hash i32)
    (local $place i32)
    (local $entry i32)
    (local.set $hash (call $hash (local.get $scope) (local.get $at) (local.get $end)))
    (loop $next
      (local.set $entry
        (i32.load offset=65536
          (i32.shl (i32.and (i32.add (i32.shr_u (local.get $hash) (i32.const 16)) (local.get $place)) (i32.const 65535)) (i32.const 2))))
      (if (i32.eqz (local.get $entry)) (then (return (i32.const -1))))
      (if
        (i32.and
          (i32.and
            (i32.eq (i32.load offset=12 (local.get $entry)) (local.get $hash))
            (i32.eq (i32.load (local.get $entry)) (local.get $scope)))
          (i32.eq (i32.load offset=4 (local.get $entry)) (i32.sub (local.get $end) (local.get $at))))
        (then
          (if (call $equal (local.get $at) (local.get $end) (local.get $entry))
            (then (return (i32.load offset=8 (local.get $entry)))))))
      (local.set $place (i32.add (local.get $place) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $place) (i32.const 8))))
    (i32.const -1))

  ;; Says what they mean, from now on. 0 where there is no space for more; where all eight places are taken, another entry is
  ;; forgotten.
  (func (export "remember") (param $scope i32) (param $at i32) (param $end i32) (param $meaning i32) (result i32)
    (local $entry i32)
    (local $place i32)
    (local $slot i32)
    (local $hash i32)
    (local.set $entry (global.get $free))
    (if
      (i32.gt_u
        (i32.add (local.get $entry) (i32.add (i32.sub (local.get $end) (local.get $at)) (i32.const 32)))
        (i32.const 4194304))
      (then (return (i32.const 0))))
    (local.set $hash (call $hash (local.get $scope) (local.get $at) (local.get $end)))
    (block $found
      (loop $next
        (local.set $slot
          (i32.shl (i32.and (i32.add (i32.shr_u (local.get $hash) (i32.const 16)) (local.get $place)) (i32.const 65535)) (i32.const 2)))
        (br_if $found (i32.eqz (i32.load offset=65536 (local.get $slot))))
        (local.set $place (i32.add (local.get $place) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $place) (i32.const 8)))))
    (i32.store offset=65536 (local.get $slot) (local.get $entry))
    (i32.store (local.get $entry) (local.get $scope))
    (i32.store offset=4 (local.get $entry) (i32.sub (local.get $end) (local.get $at)))
    (i32.store offset=8 (local.get $entry) (local.get $meaning))
    (i32.store offset=12 (local.get $entry) (local.get $hash))
    (local.set $entry (i32.add (local.get $entry) (i32.const 16)))
    (loop $word
      (i64.store (local.get $entry) (i64.load offset=4194304 (local.get $at)))
      (local.set $entry (i32.add (local.get $entry) (i32.const 8)))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $word (i32.lt_u (local.get $at) (local.get $end))))
    (global.set $free (local.get $entry))
    (i32.const 1))

  ;; Forgets everything.
  (func (export "forget")
    (local $slot i32)
    (loop $next
      (v128.store offset=65536 (local.get $slot) (v128.const i64x2 0 0))
      (local.set $slot (i32.add (local.get $slot) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $slot) (i32.const 262144))))
    (global.set $free (i32.const 327680)))

  ;; Position behind the object that starts at $at; -1 where the bytes do not hold it whole, -2 where it is no JSON or has more
  ;; members than the page takes. What a key means is looked up in the scope $keys: 0 where its member decides nothing. Of every
  ;; other member it writes, from address 16 on, the lowest byte of what its key means, -1 where that is not known; where key, value
  ;; and its end are; and what the value means in the scope that the other bytes name, -1 where they name none or it is not known.
  ;; At 0 it writes how many.
  (func (export "members") (param $at i32) (param $end i32) (param $keys i32) (result i32)
    (local $out i32)
    (local $byte i32)
    (local $key i32)
    (local $means i32)
    (local $value i32)
    (local.set $out (i32.const 16))
    (i32.store (i32.const 0) (i32.const 0))
    (local.set $at (call $space (i32.add (local.get $at) (i32.const 1)) (local.get $end)))
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
    (if (i32.eq (i32.load8_u offset=4194304 (local.get $at)) (i32.const 0x7d)) (then (return (i32.add (local.get $at) (i32.const 1)))))
    (loop $member
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (if (i32.ne (i32.load8_u offset=4194304 (local.get $at)) (i32.const 0x22)) (then (return (i32.const -2))))
      (if (i32.gt_u (local.get $out) (i32.const 65516)) (then (return (i32.const -2))))
      (local.set $key (local.get $at))
      (local.set $at (call $string (local.get $at) (local.get $end)))
      (if (i32.eq (local.get $at) (i32.const -1)) (then (return (i32.const -1))))
      (local.set $means (call $meaning (local.get $keys) (local.get $key) (local.get $at)))
      (if (i32.le_u (i32.load8_u offset=4194304 (local.get $at)) (i32.const 0x20))
        (then (local.set $at (call $space (local.get $at) (local.get $end)))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (if (i32.ne (i32.load8_u offset=4194304 (local.get $at)) (i32.const 0x3a)) (then (return (i32.const -2))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.le_u (i32.load8_u offset=4194304 (local.get $at)) (i32.const 0x20))
        (then (local.set $at (call $space (local.get $at) (local.get $end)))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $value (local.get $at))
      (local.set $at (call $value (local.get $at) (local.get $end)))
      (if (i32.eq (local.get $at) (i32.const -1)) (then (return (i32.const -1))))
      (if (local.get $means)
        (then
          (i32.store offset=4 (local.get $out) (local.get $key))
          (i32.store offset=8 (local.get $out) (local.get $value))
          (i32.store offset=12 (local.get $out) (local.get $at))
          (if (i32.gt_s (local.get $means) (i32.const 255))
            (then
              (i32.store (local.get $out) (i32.and (local.get $means) (i32.const 255)))
              (i32.store offset=16 (local.get $out)
                (call $meaning (i32.shr_u (local.get $means) (i32.const 8)) (local.get $value) (local.get $at))))
            (else
              (i32.store (local.get $out) (local.get $means))
              (i32.store offset=16 (local.get $out) (i32.const -1))))
          (local.set $out (i32.add (local.get $out) (i32.const 20)))))
      (if (i32.le_u (i32.load8_u offset=4194304 (local.get $at)) (i32.const 0x20))
        (then (local.set $at (call $space (local.get $at) (local.get $end)))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $byte (i32.load8_u offset=4194304 (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x7d))
        (then
          (i32.store (i32.const 0) (i32.div_u (i32.sub (local.get $out) (i32.const 16)) (i32.const 20)))
          (return (i32.add (local.get $at) (i32.const 1)))))
      (if (i32.ne (local.get $byte) (i32.const 0x2c)) (then (return (i32.const -2))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (if (i32.le_u (i32.load8_u offset=4194304 (local.get $at)) (i32.const 0x20))
        (then (local.set $at (call $space (local.get $at) (local.get $end)))))
      (br $member))
    (unreachable)))
