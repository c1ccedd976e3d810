#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace minka::reports {

/// The palette of reports: tells apart in sunlight and in grey print by lightness, and every series also by its shape.
namespace palette {
inline constexpr std::string_view ink = "#1c2b2d";
inline constexpr std::string_view quiet = "#56646a";
inline constexpr std::string_view rule = "#cfc9bb";
inline constexpr std::string_view paper = "#ffffff";
inline constexpr std::string_view sand = "#f3eee3";
inline constexpr std::string_view lake = "#0d5458";  ///< The series that counts: what is now, what is.
inline constexpr std::string_view clay = "#b0622b";  ///< The other series: what was, what fell.
}  // namespace palette

enum class Anchor { start, middle, end };

struct TextStyle {
    Anchor anchor = Anchor::start;
    double size = 12;  ///< Never below 11.
    std::string_view colour = palette::ink;
    bool bold = false;
};

struct Stroke {
    std::string_view colour = palette::ink;
    double width = 1;
    std::string_view dashes = "";  ///< "4 3"; empty for a whole line.
};

/// A drawing in SVG, in CSS pixels, growing downwards. Coordinates are written with at most one decimal, so that the
/// same calls give the same bytes.
class SvgCanvas {
public:
    explicit SvgCanvas(double width) : width_(width) {}

    double width() const { return width_; }

    void line(double x1, double y1, double x2, double y2, const Stroke& stroke);
    void rect(double x, double y, double width, double height, std::string_view fill,
              const Stroke& stroke = {"none", 0, ""});
    void circle(double x, double y, double radius, std::string_view fill, const Stroke& stroke);
    void diamond(double x, double y, double radius, std::string_view fill, const Stroke& stroke);
    /// A path as SVG writes it, without fill.
    void path(std::string_view data, const Stroke& stroke, std::string_view cap = "butt");
    void text(double x, double y, std::string_view words, const TextStyle& style);
    /// Slanted lines over a rectangle: a second sign beside its colour. `id` is unique in the page.
    void hatched(double x, double y, double width, double height, std::string_view id, std::string_view colour);

    /// The whole element with its name for screen readers; `id` is unique in the page.
    std::string finish(double height, std::string_view id, std::string_view title, std::string_view description) const;

private:
    double width_;
    std::string definitions_;
    std::vector<std::string> patterns_;
    std::string body_;
};

/// "12", "12.5": at most one decimal, no "-0".
std::string coordinate(double value);

/// About how wide a text is in the report's sans serif.
double text_width(std::string_view words, double size);

/// Breaks a text at spaces into lines of at most `width`; a longer word stands alone.
std::vector<std::string> wrap_text(std::string_view words, double width, double size);

}  // namespace minka::reports
