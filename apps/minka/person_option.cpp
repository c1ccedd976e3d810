#include "person_option.h"

#include "base/text.h"
#include "registry/recorded_people.h"

namespace minka::cli {

Result<registry::PersonId> person_option(app::Session& session, const ProgrammeId& programme, const std::string& text,
                                         const std::string& option) {
    const auto id = parse_uuid(text);
    const auto colon = text.find(':');
    if (!id && colon == std::string::npos) {
        return invalid("A person is named by the identifier of the register, or by a document as in cc:1002003004.",
                       option);
    }
    MINKA_TRY_ASSIGN(const auto people, session.database().read(programme, [&](storage::Reader& reader) {
        return registry::recorded_people(reader, session.vault());
    }));
    if (id) {
        if (!people.by_id.contains(registry::PersonId{*id})) {
            return problem(ProblemCode::not_found, "No recorded person has this identifier.", option);
        }
        return people.standing_for({*id});
    }
    const auto kind = fold_text(text.substr(0, colon));
    const auto number = text.substr(colon + 1);
    for (const auto& [document, place] : people.by_document) {
        if (fold_text(document.kind) == kind && document.number == number) {
            return people.standing_for(people.people[place].stored.record.id);
        }
    }
    return problem(ProblemCode::not_found, "No recorded person has this document; import the people first.", option);
}

}  // namespace minka::cli
