#include "documents/qr_code.h"

#include "base/bytes.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>

namespace minka::documents {

namespace {

constexpr int quiet_zone = 4;

class Modules {
public:
    static Result<Modules> of(std::string_view text) {
        Modules modules;
        modules.code_.reset(QRcode_encodeData(static_cast<int>(text.size()), as_bytes(text).data(), 0, QR_ECLEVEL_M));
        if (!modules.code_) {
            return problem(ProblemCode::too_large, "The text is too long for a QR code.");
        }
        return modules;
    }

    int size() const { return code_->width + 2 * quiet_zone; }
    bool is_dark(int x, int y) const {
        const int column = x - quiet_zone;
        const int row = y - quiet_zone;
        const bool is_inside = column >= 0 && row >= 0 && column < code_->width && row < code_->width;
        return is_inside && (code_->data[row * code_->width + column] & 1) != 0;
    }

private:
    struct Free {
        void operator()(QRcode* code) const { QRcode_free(code); }
    };
    std::unique_ptr<QRcode, Free> code_;
};

}  // namespace

Result<std::string> qr_svg(std::string_view text) {
    MINKA_TRY_ASSIGN(const auto modules, Modules::of(text));
    const int size = modules.size();
    std::string path;
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const int from = x;
            while (x < size && modules.is_dark(x, y)) {
                ++x;
            }
            if (x > from) {
                path += fmt::format("M{} {}h{}v1h-{}z", from, y, x - from, x - from);
            }
        }
    }
    return fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" width=\"{1}\" height=\"{1}\" "
        "shape-rendering=\"crispEdges\"><rect width=\"{0}\" height=\"{0}\" fill=\"#fff\"/><path d=\"{2}\"/></svg>\n",
        size, size * 6, path);
}

Result<std::string> qr_text(std::string_view text) {
    MINKA_TRY_ASSIGN(const auto modules, Modules::of(text));
    std::string lines;
    for (int y = 0; y < modules.size(); y += 2) {
        for (int x = 0; x < modules.size(); ++x) {
            const bool upper = !modules.is_dark(x, y);
            const bool lower = !modules.is_dark(x, y + 1);
            lines += upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ";
        }
        lines += "\n";
    }
    return lines;
}

}  // namespace minka::documents
