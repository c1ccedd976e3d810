#include "measurement/observation_seal.h"

#include "privacy/curve.h"
#include "registry/word_choice.h"

namespace minka::measurement {

namespace {

constexpr std::string_view seal_letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t letters_of_hash = 19;
constexpr std::size_t bits_of_letter = 5;
constexpr std::size_t bits_of_digit = 4;
constexpr unsigned sum_modulus = 31;

unsigned digit_value(char digit) {
    return digit <= '9' ? static_cast<unsigned>(digit - '0') : static_cast<unsigned>(digit - 'a') + 10U;
}

unsigned bit_of(std::string_view hex, std::size_t bit) {
    return (digit_value(hex[bit / bits_of_digit]) >> (bits_of_digit - 1 - bit % bits_of_digit)) & 1U;
}

}  // namespace

std::string seal_code(const SealedPlace& place, std::string_view salt, const CodedSheet& sheet) {
    auto text = "minka pair 1\n" + to_string(place.programme) + "\n" + place.episode + "\n" +
                registry::name_of(place.seat) + "\n" + std::string(salt) + "\n";
    for (const auto& [practice, rated] : sheet) {
        text += practice + "=" + (rated.code ? std::to_string(*rated.code) : "9") + "\n";
    }
    const auto hash = privacy::sha256_of(as_bytes(text));
    std::string code;
    unsigned sum = 0;
    for (std::size_t letter = 0; letter < letters_of_hash; ++letter) {
        unsigned value = 0;
        for (std::size_t bit = 0; bit < bits_of_letter; ++bit) {
            value = value * 2 + bit_of(hash, letter * bits_of_letter + bit);
        }
        code += seal_letters[value];
        sum += static_cast<unsigned>(letter + 1) * value;
    }
    return code + seal_letters[sum % sum_modulus];
}

}  // namespace minka::measurement
