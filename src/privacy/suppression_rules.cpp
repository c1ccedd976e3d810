#include "privacy/suppression_rules.h"

#include <cmath>

namespace minka::privacy {

Result<> check_rules(const SuppressionRules& rules) {
    if (rules.feedback_floor < 2 || rules.public_floor < rules.feedback_floor ||
        rules.sensitive_floor < rules.public_floor) {
        return invalid("The floors must be at least 2 and rise from school feedback to public to sensitive.",
                       "privacy.floors");
    }
    if (!(rules.feedback_response > 0 && rules.feedback_response <= 1)) {
        return invalid("The least response is a part between 0 and 1.", "privacy.feedback_response");
    }
    if (rules.dominance.largest < 1 || !(rules.dominance.share > 0 && rules.dominance.share <= 1)) {
        return invalid("The dominance rule needs at least one contribution and a part between 0 and 1.",
                       "privacy.dominance");
    }
    if (!(rules.value_width > 0 && rules.value_width <= 1) || !(rules.coded_percent > 0 && rules.coded_percent < 50) ||
        rules.small_base < 0) {
        return invalid("The open width is a part between 0 and 1, the coded per cent between 0 and 50.",
                       "privacy.value_width");
    }
    return {};
}

std::string_view to_string(WithheldReason reason) {
    switch (reason) {
        case WithheldReason::too_few: return "too_few";
        case WithheldReason::low_response: return "low_response";
        case WithheldReason::complementary: return "complementary";
        case WithheldReason::dominance: return "dominance";
        case WithheldReason::sensitive: return "sensitive";
        case WithheldReason::school_heads: return "school_heads";
        case WithheldReason::unnamed_place: return "unnamed_place";
        case WithheldReason::differencing: return "differencing";
        case WithheldReason::not_whole_school: return "not_whole_school";
    }
    return "";
}

std::string_view public_note_es(WithheldReason reason) {
    switch (reason) {
        case WithheldReason::low_response: return "Reservado: respondió muy poca gente para hablar por todas.";
        case WithheldReason::school_heads: return "Reservado: hay una sola persona directiva por escuela.";
        case WithheldReason::unnamed_place: return "Reservado: la escuela no se nombra en público.";
        case WithheldReason::not_whole_school: return "Reservado: la devolución es de la escuela completa.";
        case WithheldReason::too_few:
        case WithheldReason::complementary:
        case WithheldReason::dominance:
        case WithheldReason::sensitive:
        case WithheldReason::differencing: break;
    }
    return "Reservado para proteger a las personas.";
}

double coded_limit(std::int64_t base, const SuppressionRules& rules) {
    const double one_person = 100.0 / static_cast<double>(base);
    const double steps = std::floor(one_person / rules.coded_percent + 1e-9) + 1;
    return rules.coded_percent * steps;
}

}  // namespace minka::privacy
