#include "sentences/room_sentences.h"

#include <array>

namespace minka::sentences {

std::span<const std::span<const SentenceTwin>> all_sentences() {
    static const std::array rooms{
        agreement_sentences(),  answer_sentences(),   change_sentences(),   command_sentences(),
        document_sentences(),   form_sentences(),     identity_sentences(), measurement_sentences(),
        optimize_sentences(),   planning_sentences(), privacy_sentences(),  programme_sentences(),
        registry_sentences(),   report_sentences(),   scale_sentences(),    storage_sentences(),
        submission_sentences(), team_sentences(),     web_sentences()};
    return rooms;
}

}  // namespace minka::sentences
