#include "optimize/insertion_memory.h"

#include <bit>

namespace minka::optimize {

InsertionMemory::InsertionMemory(std::size_t least_size)
    : entries_(std::bit_ceil(least_size)), mask_(entries_.size() - 1) {}

}  // namespace minka::optimize
