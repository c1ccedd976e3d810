#pragma once

#include "base/random.h"
#include "measurement/person_key.h"
#include "privacy/sealing.h"
#include "programme/index_definition.h"
#include "programme/wave.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace minka::measurement {

/// An item that was not answered, in packed answers.
inline constexpr std::uint8_t no_answer = 255;

/// What one informant group was asked: its items in the order of the form.
struct ResponseForm {
    std::string informant;
    std::vector<std::string> items;             ///< Their codes.
    std::vector<std::uint8_t> category_counts;  ///< One an item: answers are 0 .. count - 1, or `no_answer`.

    friend bool operator==(const ResponseForm&, const ResponseForm&) = default;
};

/// The form of an informant in an index. Problems: `not_found` when nothing is asked of it; `not_ready` for a scale of
/// more than 200 categories.
Result<ResponseForm> form_of(const programme::IndexDefinition& index, std::string_view informant);

/// Answers of one informant group, as a file gives them: row i belongs to `schools[i]`.
struct ResponseRows {
    ResponseForm form;
    std::vector<registry::SchoolId> schools;
    /// Rows x items: each the category counted from 0 in the order of its scale, or `no_answer`.
    std::vector<std::uint8_t> answers;
    std::vector<PersonKey> persons;  ///< Empty, or one a row: of whom a code was given.

    std::size_t row_count() const { return schools.size(); }
};

/// The answers of one informant group in one school, in the order of their random identifiers.
struct ResponseBlock {
    std::uint32_t form = 0;  ///< Which of the batch's forms.
    registry::SchoolId school;
    std::vector<Uuid> ids;              ///< UUIDv4, ascending: an order that says nothing of the file's.
    std::vector<std::uint8_t> answers;  ///< Ids x items.
    Bytes sealed_persons;               ///< Of each id, as seal_persons; empty where nobody gave a code.

    friend bool operator==(const ResponseBlock&, const ResponseBlock&) = default;
};

/// What one sealed submission of answers holds.
struct ResponseBatch {
    programme::WaveId wave;
    std::string index_code;
    std::int64_t index_version = 0;
    /// What the file said whatever the order of its rows, keyed: tells a file that comes again, and nothing without
    /// the programme's key.
    std::array<std::uint8_t, 32> fingerprint{};
    std::vector<ResponseForm> forms;    ///< By informant.
    std::vector<ResponseBlock> blocks;  ///< By form, then school.

    std::size_t response_count() const;
    friend bool operator==(const ResponseBatch&, const ResponseBatch&) = default;
};

/// The wave and instrument that answers belong to.
struct ResponseSubject {
    programme::WaveId wave;
    std::string index_code;
    std::int64_t index_version = 0;
};

/// Gives every row a random identifier and forgets the order of the rows.
/// `coding` is needed for rows with persons.
///
/// Problems: `invalid_input` for rows that do not fill their form, an answer that is no category, an answer sheet
/// without any answer, and an informant that comes twice.
Result<ResponseBatch> make_response_batch(const ResponseSubject& subject, std::span<const ResponseRows> rows,
                                          const privacy::SecretKey& fingerprint_key, RandomSource& random,
                                          const PersonCoding* coding = nullptr);

/// The batch as the content of a submission. The same batch gives the same bytes; docs/design/measurement.md has the
/// layout.
std::string encode_response_batch(const ResponseBatch& batch);

/// Problems: `malformed_file` for bytes that are no batch, torn, of a newer layout, or with answers that do not fit
/// their forms.
Result<ResponseBatch> decode_response_batch(std::string_view content);

}  // namespace minka::measurement
