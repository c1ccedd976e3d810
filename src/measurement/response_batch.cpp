#include "measurement/response_batch.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <set>

namespace minka::measurement {

namespace {

constexpr int most_categories = 200;

void append_number(Bytes& out, std::uint64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
        out.push_back(static_cast<std::uint8_t>(number >> static_cast<unsigned>(shift)));
    }
}

void append_text(Bytes& out, std::string_view text) {
    append_number(out, text.size());
    out.insert(out.end(), text.begin(), text.end());
}

Result<> check_form(const ResponseForm& form) {
    if (form.items.empty() || form.items.size() != form.category_counts.size()) {
        return invalid("A form has items, and a number of categories for each.", "form");
    }
    for (const auto count : form.category_counts) {
        if (count < 2 || count > most_categories) {
            return invalid("An item has from 2 to 200 categories.", "form");
        }
    }
    return {};
}

Result<> check_rows(const ResponseRows& rows) {
    MINKA_TRY(check_form(rows.form));
    const auto width = rows.form.items.size();
    if (rows.answers.size() != rows.row_count() * width) {
        return invalid("The answers do not fill the rows of the form of " + rows.form.informant + ".", "answers");
    }
    if (!rows.persons.empty() && rows.persons.size() != rows.row_count()) {
        return invalid("There is a person for each row or for none.", "persons");
    }
    for (std::size_t row = 0; row < rows.row_count(); ++row) {
        bool is_blank = true;
        for (std::size_t item = 0; item < width; ++item) {
            const auto answer = rows.answers[row * width + item];
            is_blank = is_blank && answer == no_answer;
            if (answer != no_answer && answer >= rows.form.category_counts[item]) {
                return invalid("An answer is no category of its item.",
                               "answers[row " + std::to_string(row) + ", item " + rows.form.items[item] + "]");
            }
        }
        if (is_blank) {
            return invalid("A sheet without any answer is no response.", "answers[row " + std::to_string(row) + "]");
        }
    }
    return {};
}

// Rows by school, then by what was answered: an order that a file's own order has no part in.
std::vector<std::size_t> rows_by_content(const ResponseRows& rows) {
    const auto width = rows.form.items.size();
    std::vector<std::size_t> order(rows.row_count());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        if (const auto schools = rows.schools[a] <=> rows.schools[b]; schools != 0) {
            return schools < 0;
        }
        if (const int answers = std::memcmp(&rows.answers[a * width], &rows.answers[b * width], width); answers != 0) {
            return answers < 0;
        }
        return !rows.persons.empty() && rows.persons[a] < rows.persons[b];
    });
    return order;
}

void append_rows(Bytes& message, const ResponseRows& rows, const std::vector<std::size_t>& order) {
    const auto width = rows.form.items.size();
    append_text(message, rows.form.informant);
    append_number(message, width);
    for (std::size_t item = 0; item < width; ++item) {
        append_text(message, rows.form.items[item]);
        message.push_back(rows.form.category_counts[item]);
    }
    append_number(message, order.size());
    for (const auto row : order) {
        const auto& school = rows.schools[row].uuid.bytes;
        message.insert(message.end(), school.begin(), school.end());
        const auto* first = &rows.answers[row * width];
        message.insert(message.end(), first, first + width);
        if (!rows.persons.empty()) {
            message.insert(message.end(), rows.persons[row].begin(), rows.persons[row].end());
        }
    }
}

// Draws an identifier for each row and puts the rows in the order of the identifiers.
ResponseBlock make_block(const ResponseRows& rows, std::span<const std::size_t> members, const programme::WaveId& wave,
                         const PersonCoding* coding, RandomSource& random) {
    const auto width = rows.form.items.size();
    std::vector<std::pair<Uuid, std::size_t>> drawn;
    drawn.reserve(members.size());
    for (const auto row : members) {
        drawn.emplace_back(make_uuid_v4(random), row);
    }
    std::ranges::sort(drawn, {}, &std::pair<Uuid, std::size_t>::first);
    ResponseBlock block;
    block.school = rows.schools[members.front()];
    block.ids.reserve(members.size());
    block.answers.reserve(members.size() * width);
    std::vector<PersonKey> persons;
    for (const auto& [id, row] : drawn) {
        block.ids.push_back(id);
        const auto* first = &rows.answers[row * width];
        block.answers.insert(block.answers.end(), first, first + width);
        if (!rows.persons.empty()) {
            persons.push_back(rows.persons[row]);
        }
    }
    if (coding != nullptr && !persons.empty()) {
        block.sealed_persons = seal_persons(*coding, wave, rows.form.informant, block.school, persons);
    }
    return block;
}

}  // namespace

Result<ResponseForm> form_of(const programme::IndexDefinition& index, std::string_view informant) {
    ResponseForm form;
    form.informant = informant;
    for (const auto* item : index.form(informant)) {
        const auto count = index.scale_of(*item).categories.size();
        if (count > most_categories) {
            return problem(
                ProblemCode::not_ready,
                "The scale of the item " + item->code + " has more than 200 categories; its answers cannot be packed.",
                "index.yaml");
        }
        form.items.push_back(item->code);
        form.category_counts.push_back(static_cast<std::uint8_t>(count));
    }
    if (form.items.empty()) {
        return problem(ProblemCode::not_found, "The index asks nothing of '" + std::string(informant) + "'.",
                       "informant");
    }
    return form;
}

std::size_t ResponseBatch::response_count() const {
    std::size_t count = 0;
    for (const auto& block : blocks) {
        count += block.ids.size();
    }
    return count;
}

Result<ResponseBatch> make_response_batch(const ResponseSubject& subject, std::span<const ResponseRows> rows,
                                          const privacy::SecretKey& fingerprint_key, RandomSource& random,
                                          const PersonCoding* coding) {
    std::vector<const ResponseRows*> parts;
    std::set<std::string_view> informants;
    for (const auto& part : rows) {
        MINKA_TRY(check_rows(part));
        if (!part.persons.empty() && coding == nullptr) {
            return invalid("People of an anonymous wave are tied to no code.", "persons");
        }
        if (!informants.insert(part.form.informant).second) {
            return invalid("The informant " + part.form.informant + " comes twice.", "informant");
        }
        if (part.row_count() > 0) {
            parts.push_back(&part);
        }
    }
    std::ranges::sort(parts, {}, [](const ResponseRows* part) { return part->form.informant; });

    ResponseBatch batch{subject.wave, subject.index_code, subject.index_version, {}, {}, {}};
    Bytes message;
    append_text(message, to_string(subject.wave));
    append_text(message, subject.index_code);
    append_number(message, static_cast<std::uint64_t>(subject.index_version));
    for (const auto* part : parts) {
        const auto order = rows_by_content(*part);
        append_rows(message, *part, order);
        const auto form = static_cast<std::uint32_t>(batch.forms.size());
        batch.forms.push_back(part->form);
        for (std::size_t start = 0; start < order.size();) {
            auto end = start;
            while (end < order.size() && part->schools[order[end]] == part->schools[order[start]]) {
                ++end;
            }
            auto block = make_block(*part, std::span(order).subspan(start, end - start), subject.wave, coding, random);
            block.form = form;
            batch.blocks.push_back(std::move(block));
            start = end;
        }
    }
    batch.fingerprint = privacy::keyed_hash(fingerprint_key.bytes(), "responses", message);
    return batch;
}

}  // namespace minka::measurement
