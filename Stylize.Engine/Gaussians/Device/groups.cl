// Begins every program: how items work in groups.

#define GROUP (SIDE * SIDE)

// Compilers must keep the registers of an item within what a group of this size allows.
#define SQUARE_KERNEL __kernel __attribute__((reqd_work_group_size(SIDE, SIDE, 1))) void
#define FLAT_KERNEL __kernel __attribute__((reqd_work_group_size(GROUP, 1, 1))) void

// A group draws a square of SIDE x SIDE pixels. Each item loads one Gaussian of the list into local memory, and marks it in a bit mask if
// its box touches the square. Then every item visits the marked Gaussians in the order of the list: k is the item that loaded one.
#define WORDS ((GROUP + 31) / 32)

#define MARK(mask, item) atomic_or(&mask[(item) / 32], 1u << ((item) % 32))

#define FOR_EACH_MARKED(mask) \
    for (int word = 0; word < WORDS; word++) \
        for (uint bits = mask[word], k = LOWEST_BIT; bits != 0; bits &= bits - 1, k = LOWEST_BIT)

#define LOWEST_BIT (32 * word + 31 - clz(bits & -bits))
