// The layout of a submission of answers: docs/design/measurement.md.
#include "measurement/response_batch.h"

#include <algorithm>
#include <set>

namespace minka::measurement {

namespace {

constexpr std::string_view magic = "MINKA-RESPONSES";
constexpr std::uint8_t layout = 1;
constexpr std::uint8_t layout_with_persons = 2;  // each block ends with the sealed persons of its rows, or none

class Encoder {
public:
    void bytes(ByteView view) { out_.append(as_text(view)); }
    void byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
    void number(std::uint64_t value) {
        for (int shift = 0; shift < 64; shift += 8) {
            byte(static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift)));
        }
    }
    void text(std::string_view value) {
        number(value.size());
        out_.append(value);
    }
    std::string take() { return std::move(out_); }

private:
    std::string out_;
};

// Reads what an Encoder wrote; every length is checked against what is left before anything is made of it.
class Decoder {
public:
    explicit Decoder(std::string_view content) : left_(as_bytes(content)) {}

    bool is_sound() const { return is_sound_; }
    bool is_at_end() const { return left_.empty(); }

    ByteView bytes(std::uint64_t count) {
        if (count > left_.size()) {
            is_sound_ = false;
            left_ = {};
            return {};
        }
        const auto view = left_.first(static_cast<std::size_t>(count));
        left_ = left_.subspan(static_cast<std::size_t>(count));
        return view;
    }
    std::uint8_t byte() {
        const auto view = bytes(1);
        return view.empty() ? std::uint8_t{0} : view.front();
    }
    std::uint64_t number() {
        std::uint64_t value = 0;
        const auto view = bytes(8);
        for (std::size_t i = 0; i < view.size(); ++i) {
            value |= std::uint64_t{view[i]} << (8 * i);
        }
        return value;
    }
    /// A count of things that take at least `size` bytes each.
    std::size_t count(std::size_t size) {
        const auto value = number();
        if (size > 0 && value > left_.size() / size) {
            is_sound_ = false;
            return 0;
        }
        return static_cast<std::size_t>(value);
    }
    std::string text() { return std::string(as_text(bytes(number()))); }
    Uuid uuid() {
        Uuid id;
        const auto view = bytes(id.bytes.size());
        std::ranges::copy(view, id.bytes.begin());
        return id;
    }

private:
    ByteView left_;
    bool is_sound_ = true;
};

ResponseForm decode_form(Decoder& in) {
    ResponseForm form;
    form.informant = in.text();
    const auto items = in.count(9);
    for (std::size_t i = 0; i < items && in.is_sound(); ++i) {
        form.items.push_back(in.text());
        form.category_counts.push_back(in.byte());
    }
    return form;
}

ResponseBlock decode_block(Decoder& in, const std::vector<ResponseForm>& forms, bool has_persons) {
    ResponseBlock block;
    block.form = static_cast<std::uint32_t>(in.number());
    block.school.uuid = in.uuid();
    if (block.form >= forms.size()) {
        return block;
    }
    const auto width = forms[block.form].items.size();
    const auto rows = in.count(16 + width);
    block.ids.reserve(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        block.ids.push_back(in.uuid());
    }
    const auto answers = in.bytes(rows * width);
    block.answers.assign(answers.begin(), answers.end());
    if (has_persons) {
        const auto persons = in.bytes(in.number());
        block.sealed_persons.assign(persons.begin(), persons.end());
    }
    return block;
}

bool is_answered_within(const ResponseBlock& block, const ResponseForm& form) {
    const auto width = form.items.size();
    for (std::size_t i = 0; i < block.answers.size(); ++i) {
        if (block.answers[i] != no_answer && block.answers[i] >= form.category_counts[i % width]) {
            return false;
        }
    }
    return true;
}

// Blocks in their order and rows by identifier, each once: the one form a batch has.
bool is_canonical(const ResponseBatch& batch) {
    const auto key = [](const ResponseBlock& block) { return std::pair(block.form, block.school); };
    for (std::size_t i = 0; i < batch.blocks.size(); ++i) {
        const auto& block = batch.blocks[i];
        if (block.form >= batch.forms.size() || block.ids.empty() ||
            (i > 0 && key(batch.blocks[i - 1]) >= key(block)) ||
            std::ranges::adjacent_find(block.ids, std::greater_equal{}) != block.ids.end() ||
            (!block.sealed_persons.empty() && block.sealed_persons.size() != sealed_persons_size(block.ids.size())) ||
            !is_answered_within(block, batch.forms[block.form])) {
            return false;
        }
    }
    const auto not_ascending = [](const ResponseForm& a, const ResponseForm& b) { return a.informant >= b.informant; };
    return std::ranges::adjacent_find(batch.forms, not_ascending) == batch.forms.end() &&
           std::ranges::none_of(batch.forms, [](const ResponseForm& form) { return form.items.empty(); });
}

}  // namespace

std::string encode_response_batch(const ResponseBatch& batch) {
    Encoder out;
    out.bytes(as_bytes(magic));
    const bool has_persons =
        std::ranges::any_of(batch.blocks, [](const ResponseBlock& block) { return !block.sealed_persons.empty(); });
    out.byte(has_persons ? layout_with_persons : layout);
    out.bytes(batch.wave.uuid.bytes);
    out.text(batch.index_code);
    out.number(static_cast<std::uint64_t>(batch.index_version));
    out.bytes(batch.fingerprint);
    out.number(batch.forms.size());
    for (const auto& form : batch.forms) {
        out.text(form.informant);
        out.number(form.items.size());
        for (std::size_t i = 0; i < form.items.size(); ++i) {
            out.text(form.items[i]);
            out.byte(form.category_counts[i]);
        }
    }
    out.number(batch.blocks.size());
    for (const auto& block : batch.blocks) {
        out.number(block.form);
        out.bytes(block.school.uuid.bytes);
        out.number(block.ids.size());
        for (const auto& id : block.ids) {
            out.bytes(id.bytes);
        }
        out.bytes(block.answers);
        if (has_persons) {
            out.number(block.sealed_persons.size());
            out.bytes(block.sealed_persons);
        }
    }
    return out.take();
}

Result<ResponseBatch> decode_response_batch(std::string_view content) {
    const auto torn = [] {
        return problem(ProblemCode::malformed_file,
                       "These are no survey answers as minka packs them, or they are torn.", "content");
    };
    Decoder in(content);
    if (as_text(in.bytes(magic.size())) != magic) {
        return torn();
    }
    const auto version = in.byte();
    if (version != layout && version != layout_with_persons) {
        return version > layout_with_persons
                   ? problem(ProblemCode::malformed_file,
                             "These answers were packed by a newer minka; update this one.", "content")
                   : torn();
    }
    ResponseBatch batch;
    batch.wave.uuid = in.uuid();
    batch.index_code = in.text();
    batch.index_version = static_cast<std::int64_t>(in.number());
    std::ranges::copy(in.bytes(batch.fingerprint.size()), batch.fingerprint.begin());
    const auto forms = in.count(16);
    for (std::size_t i = 0; i < forms && in.is_sound(); ++i) {
        batch.forms.push_back(decode_form(in));
    }
    const auto blocks = in.count(32);
    for (std::size_t i = 0; i < blocks && in.is_sound(); ++i) {
        batch.blocks.push_back(decode_block(in, batch.forms, version == layout_with_persons));
    }
    if (!in.is_sound() || !in.is_at_end() || !is_canonical(batch)) {
        return torn();
    }
    return batch;
}

}  // namespace minka::measurement
