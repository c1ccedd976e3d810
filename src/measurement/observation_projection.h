#pragma once

#include "forms/withheld.h"

namespace minka::measurement {

/// Whose a sheet of an episode is: the two observers', and the one they agree on.
enum class ObservationSeat { a, b, consensus };
BOOST_DESCRIBE_ENUM(ObservationSeat, a, b, consensus)

/// "observation": the sheet that one of two observers fills alone. Fields: `episode` (the code both sheets bear),
/// `seat` (a or b), `observer` and `teacher` (identifiers of people of the register), `visit` (an identifier; may be
/// empty), `on` (a date), `code.<practice>` (0 to 3; 9 or nothing: there was no occasion) and `evidence.<practice>`.
///
/// A row of `observation_sheet` tells that the sheet is there; what it says stays sealed in its submission.
/// Problems: `invalid_input` and `not_found` with the field; `conflict` for a seat that is taken, for a second sheet of
/// one observer, and for a correction: a sealed sheet is not corrected, the consensus says what both see.
class ObservationProjection final : public forms::FactProjection, public forms::WithholdingFact {
public:
    std::string_view fact() const override { return "observation"; }
    std::vector<std::string_view> fields() const override {
        return {"episode", "seat", "observer", "teacher", "visit", "on", "code.*", "evidence.*"};
    }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
    /// Until both sheets of the episode are sealed, or two people released the one there is.
    Result<bool> withholds(storage::Reader& reader, std::span<const forms::FactRow> rows) override;
};

/// "consensus": what the two agree on after both are sealed. Fields: `episode`, `on`, `code.<practice>`,
/// `reason.<practice>`, and `apart`, by which the form asks for reasons; what is apart is worked out from the sheets.
/// It may arrive before the sheets do, and stays shut with them. It overwrites neither. Problems: as above; `conflict`
/// for a second consensus that corrects none.
class ConsensusProjection final : public forms::FactProjection, public forms::WithholdingFact {
public:
    std::string_view fact() const override { return "consensus"; }
    std::vector<std::string_view> fields() const override { return {"episode", "on", "apart", "code.*", "reason.*"}; }
    Result<> project(storage::Writer& writer, const forms::Submission& submission,
                     std::span<const forms::FactRow> rows) override;
    Result<> withdraw(storage::Writer& writer, const forms::Submission& submission) override;
    Result<> clear(storage::Writer& writer) override;
    Result<bool> withholds(storage::Reader& reader, std::span<const forms::FactRow> rows) override;
};

/// Whether both sheets of an episode are sealed, or its single one was released.
Result<bool> is_open(storage::Reader& reader, const std::string& episode);

}  // namespace minka::measurement
