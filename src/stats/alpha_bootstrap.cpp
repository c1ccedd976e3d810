#include "stats/alpha_bootstrap.h"

#include "stats/reliability.h"
#include "stats/resampling.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace minka::stats {
namespace {

constexpr std::size_t lanes = 16;
constexpr std::size_t batch = 16;         // replicates that pass over a block together
constexpr std::uint16_t most_drawn = 32;  // of one row in one replicate; what is above is added apart
constexpr std::uint64_t digit = 64;       // sums of squares are taken digit by digit, so that they fit 16 bits

/// Columns of 16-bit numbers: the items, then the digits of each row's squared sum and sum of squares.
struct Columns {
    std::vector<std::uint16_t> values;  // column after column, rows padded with zeros to whole blocks
    std::size_t items = 0;
    std::size_t square_digits = 0;  // of the squared sum, and as many of the sum of squares
    std::size_t rows = 0;
    std::size_t padded_rows = 0;
    std::size_t block = 0;  // rows whose weighted sums fit 16 bits in each lane

    std::size_t count() const { return items + 2 * square_digits; }
};

std::size_t digits_of(std::uint64_t largest) {
    std::size_t digits = 1;
    for (; largest >= digit; largest /= digit) {
        ++digits;
    }
    return digits;
}

Columns lay_out(const AnswerMatrix& matrix, ItemList items) {
    Columns columns;
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < matrix.row_count(); ++row) {
        const auto answers = matrix.row(row);
        if (std::ranges::all_of(items, [&](auto item) { return answers[item] != matrix.missing; })) {
            rows.push_back(row);
        }
    }
    const std::uint64_t largest = std::max<std::uint64_t>(matrix.category_count - 1U, digit - 1);
    columns.items = items.size();
    columns.rows = rows.size();
    columns.square_digits =
        digits_of((matrix.category_count - 1U) * items.size() * (matrix.category_count - 1U) * items.size());
    columns.block = std::min<std::size_t>(512, 65535 / (most_drawn * largest) * lanes);
    columns.padded_rows = (rows.size() + columns.block - 1) / columns.block * columns.block;
    columns.values.assign(columns.count() * columns.padded_rows, 0);
    for (std::size_t index = 0; index < rows.size(); ++index) {
        const auto answers = matrix.row(rows[index]);
        std::uint64_t sum = 0;
        std::uint64_t squares = 0;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::uint64_t value = toward_scale(matrix, items[i], answers[items[i]]);
            columns.values[i * columns.padded_rows + index] = static_cast<std::uint16_t>(value);
            sum += value;
            squares += value * value;
        }
        std::uint64_t squared_sum = sum * sum;
        for (std::size_t place = 0; place < columns.square_digits; ++place) {
            auto* column = columns.values.data() + (items.size() + place) * columns.padded_rows;
            column[index] = static_cast<std::uint16_t>(squared_sum % digit);
            column[columns.square_digits * columns.padded_rows + index] = static_cast<std::uint16_t>(squares % digit);
            squared_sum /= digit;
            squares /= digit;
        }
    }
    return columns;
}

/// How often each row was drawn, at most `most_drawn`; rows drawn more often stand in `more` once for each further
/// time.
void draw_rows(SeededRandom& random, std::size_t rows, std::uint16_t* drawn, std::vector<std::size_t>& more) {
    const auto count = static_cast<std::uint32_t>(rows);
    const std::uint32_t biased = (0U - count) % count;
    const auto add = [&](std::uint32_t bits) {
        const std::uint64_t product = std::uint64_t{bits} * count;
        if (static_cast<std::uint32_t>(product) < biased) {
            return false;  // Lemire's rejection
        }
        const auto row = static_cast<std::size_t>(product >> 32U);
        if (drawn[row] == most_drawn) {
            more.push_back(row);
        } else {
            ++drawn[row];
        }
        return true;
    };
    for (std::size_t left = rows; left > 0;) {
        const auto bits = random.next();
        left -= add(static_cast<std::uint32_t>(bits)) ? 1U : 0U;
        if (left > 0) {
            left -= add(static_cast<std::uint32_t>(bits >> 32U)) ? 1U : 0U;
        }
    }
}

constexpr std::size_t halves = lanes / 2;
constexpr std::size_t most_blocks = 16384;  // whose sums surely fit 32 bits in each half lane

/// partial[0 .. 7] += Σ drawn * value over one block of one column, each lane's neighbours together.
[[gnu::always_inline]] inline void add_block(const std::uint16_t* values, const std::uint16_t* drawn, std::size_t rows,
                                             std::uint32_t* partial) {
    using Lanes = std::uint16_t __attribute__((vector_size(lanes * sizeof(std::uint16_t))));
    using Halves = std::uint32_t __attribute__((vector_size(halves * sizeof(std::uint32_t))));
    Lanes total{};
    for (std::size_t row = 0; row < rows; row += lanes) {
        Lanes value;
        Lanes weight;
        std::memcpy(&value, values + row, sizeof(Lanes));
        std::memcpy(&weight, drawn + row, sizeof(Lanes));
        total += value * weight;
    }
    Halves pairs;
    Halves sums;
    std::memcpy(&pairs, &total, sizeof(Halves));
    std::memcpy(&sums, partial, sizeof(Halves));
    sums += (pairs & 0xffffU) + (pairs >> 16U);
    std::memcpy(partial, &sums, sizeof(Halves));
}

/// What one replicate adds to all columns from the rows of one block.
using AddBlocks = void (*)(const std::uint16_t* values, std::size_t stride, std::size_t columns,
                           const std::uint16_t* drawn, std::size_t rows, std::uint32_t* partial);

[[gnu::always_inline]] inline void add_blocks(const std::uint16_t* values, std::size_t stride, std::size_t columns,
                                              const std::uint16_t* drawn, std::size_t rows, std::uint32_t* partial) {
    for (std::size_t column = 0; column < columns; ++column) {
        add_block(values + column * stride, drawn, rows, partial + column * halves);
    }
}

void add_blocks_anywhere(const std::uint16_t* values, std::size_t stride, std::size_t columns,
                         const std::uint16_t* drawn, std::size_t rows, std::uint32_t* partial) {
    add_blocks(values, stride, columns, drawn, rows, partial);
}

#if defined(__x86_64__) && defined(__gnu_linux__)
[[gnu::target("avx2")]] void add_blocks_avx2(const std::uint16_t* values, std::size_t stride, std::size_t columns,
                                             const std::uint16_t* drawn, std::size_t rows, std::uint32_t* partial) {
    add_blocks(values, stride, columns, drawn, rows, partial);
}

AddBlocks best_add_blocks() { return __builtin_cpu_supports("avx2") ? add_blocks_avx2 : add_blocks_anywhere; }
#else
AddBlocks best_add_blocks() { return add_blocks_anywhere; }
#endif

/// Moves what was summed in 32 bits to where it is kept.
void flush(std::vector<std::uint32_t>& partial, std::vector<std::uint64_t>& sums) {
    for (std::size_t place = 0; place < sums.size(); ++place) {
        for (std::size_t half = 0; half < halves; ++half) {
            sums[place] += partial[place * halves + half];
        }
    }
    std::ranges::fill(partial, 0U);
}

/// Alpha from the columns' sums; nothing when the sum of the items does not vary.
std::optional<double> alpha_of(const Columns& columns, std::span<const std::uint64_t> sums) {
    __extension__ using Wide = __int128;
    const auto n = static_cast<std::int64_t>(columns.rows);
    Wide total = 0;
    Wide squared_means = 0;
    for (std::size_t i = 0; i < columns.items; ++i) {
        total += sums[i];
        squared_means += static_cast<Wide>(sums[i]) * sums[i];
    }
    Wide squared_sums = 0;
    Wide squares = 0;
    for (std::size_t place = columns.square_digits; place-- > 0;) {
        squared_sums = squared_sums * static_cast<std::int64_t>(digit) + sums[columns.items + place];
        squares = squares * static_cast<std::int64_t>(digit) + sums[columns.items + columns.square_digits + place];
    }
    // n (n - 1) times the variances.
    const Wide of_items = n * squares - squared_means;
    const Wide of_total = n * squared_sums - total * total;
    if (of_total <= 0) {
        return {};
    }
    const auto k = static_cast<double>(columns.items);
    return k / (k - 1) * (1 - static_cast<double>(of_items) / static_cast<double>(of_total));
}

}  // namespace

Result<AlphaBootstrap> bootstrap_alpha(const AnswerMatrix& matrix, ItemList items,
                                       const AlphaBootstrapOptions& options) {
    MINKA_TRY(check_confidence(options.confidence));
    if (options.replicates == 0) {
        return invalid("A bootstrap needs replicates; 1,000 are usual.", "replicates");
    }
    MINKA_TRY_ASSIGN(const auto estimate, cronbach_alpha(matrix, items));
    const auto columns = lay_out(matrix, items);
    AlphaBootstrap result;
    result.rows_used = estimate.rows_used;
    SeededRandom random(options.seed);
    std::vector<std::uint16_t> drawn(batch * columns.padded_rows);
    std::vector<std::uint64_t> sums(batch * columns.count());
    std::vector<std::uint32_t> partial(sums.size() * halves);
    const auto add = best_add_blocks();
    std::vector<std::size_t> more;
    std::vector<double> alphas;
    for (std::size_t done = 0; done < options.replicates; done += batch) {
        const std::size_t size = std::min(batch, options.replicates - done);
        std::ranges::fill(drawn, std::uint16_t{0});
        std::ranges::fill(sums, std::uint64_t{0});
        for (std::size_t replicate = 0; replicate < size; ++replicate) {
            more.clear();
            draw_rows(random, columns.rows, drawn.data() + replicate * columns.padded_rows, more);
            for (const auto row : more) {
                for (std::size_t column = 0; column < columns.count(); ++column) {
                    sums[replicate * columns.count() + column] += columns.values[column * columns.padded_rows + row];
                }
            }
        }
        std::size_t blocks = 0;
        for (std::size_t first = 0; first < columns.padded_rows; first += columns.block) {
            for (std::size_t replicate = 0; replicate < size; ++replicate) {
                add(columns.values.data() + first, columns.padded_rows, columns.count(),
                    drawn.data() + replicate * columns.padded_rows + first, columns.block,
                    partial.data() + replicate * columns.count() * halves);
            }
            if (++blocks % most_blocks == 0) {
                flush(partial, sums);
            }
        }
        flush(partial, sums);
        for (std::size_t replicate = 0; replicate < size; ++replicate) {
            if (const auto alpha =
                    alpha_of(columns, std::span(sums).subspan(replicate * columns.count(), columns.count()))) {
                alphas.push_back(*alpha);
            }
        }
    }
    result.undefined_replicates = options.replicates - alphas.size();
    if (alphas.empty() || result.undefined_replicates * 20 > options.replicates) {
        return invalid(
            "The sum of the items does not vary in more than one bootstrap sample of twenty: there are too "
            "few respondents, or nearly all answered alike.",
            "answers");
    }
    result.interval = percentile_interval(alphas, options.confidence);
    return result;
}

}  // namespace minka::stats
