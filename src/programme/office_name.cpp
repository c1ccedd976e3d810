#include "programme/office_name.h"

namespace minka::programme {

Result<> refuse_identity_number(std::string_view text, const std::string& field) {
    constexpr int fewest_digits = 6;
    int digits = 0;
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            ++digits;
        } else if (c != '.' && c != ' ') {
            digits = 0;
        }
        if (digits >= fewest_digits) {
            return invalid(
                "This looks like somebody's identity number. Name the office or the body: it is kept for ever.", field);
        }
    }
    return {};
}

}  // namespace minka::programme
