// Put before hls4ml's activations by -include: a table that is read outside of its entries, as Intel's libraries do at the
// ends of their range, gives its first or its last entry, and that is counted.
#ifndef TEST_TABLE_READS_H
#define TEST_TABLE_READS_H

inline int &outside_reads() {
    static int count = 0;
    return count;
}
template <class index_T> int inside_table(const index_T &index, int size) {
    const int at = int(index);
    if (at >= 0 && at < size) return at;
    ++outside_reads();
    return at < 0 ? 0 : size - 1;
}
// How many since it was last asked.
extern "C" __attribute__((weak, used)) int take_outside_reads() {
    const int count = outside_reads();
    outside_reads() = 0;
    return count;
}

#endif
