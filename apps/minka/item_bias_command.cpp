#include "commands.h"
#include "documents/json.h"
#include "item_words.h"
#include "plain_table.h"
#include "sentences/spanish_sentence.h"
#include "stats/item_bias.h"
#include "stats/person_score.h"

#include <fmt/format.h>

#include <algorithm>

namespace minka::cli {

namespace {

using documents::json_object;
using documents::JsonArray;
using documents::JsonValue;
using stats::BiasSize;

struct BiasWords {
    ItemWords items;
    std::vector<std::string> anchors;
    bool is_purified = false;
    double level = 0.05;
};

/// Both ways of asking, beside each other.
struct BiasAnswers {
    stats::BiasStudy ratio;
    std::vector<stats::ItemLogisticBias> logistic;
    bool matched_by_sum = false;      ///< else by theta, since some rows lack answers
    std::vector<double> group_sizes;  ///< weights of their rows
};

/// Sums of answers where all rows are complete; else theta of one calibration of all groups together.
Result<std::vector<double>> matching_of(const stats::ResponseData& data, stats::ResponseOptions options,
                                        bool& matched_by_sum) {
    std::vector<double> matching;
    matched_by_sum = std::ranges::find(data.answers, data.missing) == data.answers.end();
    if (matched_by_sum) {
        for (std::size_t row = 0; row < data.row_count(); ++row) {
            const auto answers = data.answers.subspan(row * data.item_count(), data.item_count());
            double sum = 0;
            for (const auto answer : answers) {
                sum += answer;
            }
            matching.push_back(sum);
        }
        return matching;
    }
    auto together = data;
    together.groups = {};
    together.group_count = 1;
    options.free_items.clear();
    MINKA_TRY_ASSIGN(const auto fit, stats::fit_item_response(together, options));
    MINKA_TRY_ASSIGN(const auto scores, stats::expected_scores(together, fit));
    for (const auto& score : scores) {
        matching.push_back(score.score);
    }
    return matching;
}

Result<BiasAnswers> compare(const measurement::ItemFile& file, const BiasWords& words) {
    const auto data = file.data();
    stats::BiasOptions options;
    MINKA_TRY_ASSIGN(options.response, response_options(words.items, file));
    MINKA_TRY_ASSIGN(options.anchors, items_named(words.anchors, file, "--anchors"));
    options.is_purified = words.is_purified;
    options.level = words.level;
    BiasAnswers answers;
    MINKA_TRY_ASSIGN(answers.ratio, stats::study_item_bias(data, options));
    MINKA_TRY_ASSIGN(const auto matching, matching_of(data, options.response, answers.matched_by_sum));
    MINKA_TRY_ASSIGN(answers.logistic, stats::study_logistic_bias(data, matching));
    answers.group_sizes.assign(file.groups.size(), 0);
    for (std::size_t row = 0; row < file.group_of.size(); ++row) {
        answers.group_sizes[file.group_of[row]] += file.weights.empty() ? 1 : file.weights[row];
    }
    return answers;
}

constexpr double small_group = 200;

class BiasPrinting {
public:
    BiasPrinting(CommandContext& context, const measurement::ItemFile& file, const BiasAnswers& answers)
        : out_(context.out()), is_spanish_(context.is_spanish()), file_(file), answers_(answers) {}

    void print() {
        for (std::size_t group = 0; group < file_.groups.size(); ++group) {
            out_ << (group == 0 ? "" : "; ") << file_.groups[group] << ": " << number(answers_.group_sizes[group], 0);
        }
        out_ << "\n";
        if (std::ranges::min(answers_.group_sizes) < small_group) {
            out_ << text("Con menos de 200 personas en un grupo, que no se halle nada dice poco.\n",
                         "With fewer than 200 people in a group, finding nothing says little.\n");
        }
        out_ << (answers_.matched_by_sum ? text("Regresión logística sobre la suma de las respuestas\n",
                                                "Logistic regression on the sum of answers\n")
                                         : text("Regresión logística sobre theta (hay respuestas que faltan)\n",
                                                "Logistic regression on theta (some answers are missing)\n"));
        PlainTable table({text("Ítem", "Item"), "G2", text("gl", "df"), text("p ajustada", "adjusted p"),
                          text("diferencia", "difference"), text("tamaño", "size"), text("logística", "logistic"),
                          text("gl", "df"), text("p ajustada", "adjusted p"), "R2", text("tamaño", "size")});
        for (std::size_t item = 0; item < file_.items.size(); ++item) {
            add_item(table, item);
        }
        table.print(out_);
        for (std::size_t item = 0; item < file_.items.size(); ++item) {
            for (const auto& reason : {answers_.ratio.items[item].reason, answers_.logistic[item].reason}) {
                if (!reason.empty()) {
                    out_ << file_.items[item] << ": " << sentences::sentence_in(is_spanish_ ? "es" : "en", reason)
                         << "\n";
                }
            }
        }
        if (answers_.ratio.rounds > 1) {
            out_ << fmt::format(fmt::runtime(text("Depurado en {} vueltas\n", "Purified in {} rounds\n")),
                                answers_.ratio.rounds);
        }
        if (!answers_.ratio.has_settled) {
            out_ << text(
                "La depuración no se asentó: los ítems hallados cambian de vuelta en vuelta, o son todos. "
                "Nombre con --anchors los que dé por iguales.\n",
                "Purification did not settle: the items found change from round to round, or are all. Name "
                "with --anchors those you take as equal.\n");
        }
    }

private:
    std::string text(const char* es, const char* en) const { return is_spanish_ ? es : en; }
    std::string number(double value, int places) const { return plain_number(value, places, is_spanish_); }

    std::string size_word(BiasSize size) const {
        switch (size) {
            case BiasSize::negligible: return text("desdeñable", "negligible");
            case BiasSize::small: return text("pequeño", "small");
            case BiasSize::moderate: return text("moderado", "moderate");
            case BiasSize::large: return text("grande", "large");
        }
        return "";
    }

    void add_item(PlainTable& table, std::size_t item) const {
        std::vector<std::string> cells{file_.items[item]};
        if (const auto& ratio = answers_.ratio.items[item].ratio) {
            cells.insert(cells.end(), {number(ratio->chi_square, 2), number(ratio->degrees, 0),
                                       plain_probability(ratio->adjusted_p, is_spanish_),
                                       number(ratio->signed_difference, 3), size_word(ratio->size)});
        } else {
            cells.insert(cells.end(), 5, "–");
        }
        if (const auto& logistic = answers_.logistic[item].logistic) {
            cells.insert(cells.end(), {number(logistic->chi_square, 2), number(logistic->degrees, 0),
                                       plain_probability(logistic->adjusted_p, is_spanish_),
                                       number(logistic->explained, 4), size_word(logistic->size)});
        } else {
            cells.insert(cells.end(), 5, "–");
        }
        table.add(std::move(cells));
    }

    std::ostream& out_;
    bool is_spanish_;
    const measurement::ItemFile& file_;
    const BiasAnswers& answers_;
};

JsonValue ratio_value(const stats::ItemBias& bias, const measurement::ItemFile& file) {
    if (!bias.ratio) {
        return json_object({{"reason", bias.reason}});
    }
    return json_object({{"chi_square", bias.ratio->chi_square},
                        {"degrees", bias.ratio->degrees},
                        {"p", bias.ratio->p},
                        {"adjusted_p", bias.ratio->adjusted_p},
                        {"group", file.groups[bias.ratio->group]},
                        {"signed_difference", bias.ratio->signed_difference},
                        {"unsigned_difference", bias.ratio->unsigned_difference},
                        {"standardised_difference", bias.ratio->standardised},
                        {"size", to_string(bias.ratio->size)}});
}

JsonValue logistic_value(const stats::ItemLogisticBias& bias) {
    if (!bias.logistic) {
        return json_object({{"reason", bias.reason}});
    }
    return json_object({{"chi_square", bias.logistic->chi_square},
                        {"degrees", bias.logistic->degrees},
                        {"p", bias.logistic->p},
                        {"adjusted_p", bias.logistic->adjusted_p},
                        {"uniform_chi_square", bias.logistic->uniform_chi_square},
                        {"uniform_p", bias.logistic->uniform_p},
                        {"crossing_p", bias.logistic->crossing_p},
                        {"r2_change", bias.logistic->explained},
                        {"uniform_r2_change", bias.logistic->uniform_explained},
                        {"size", to_string(bias.logistic->size)}});
}

JsonValue to_value(const measurement::ItemFile& file, const BiasAnswers& answers) {
    JsonArray groups;
    for (std::size_t group = 0; group < file.groups.size(); ++group) {
        groups.push_back(json_object({{"group", file.groups[group]}, {"weight", answers.group_sizes[group]}}));
    }
    JsonArray items;
    for (std::size_t item = 0; item < file.items.size(); ++item) {
        items.push_back(json_object({{"item", file.items[item]},
                                     {"likelihood_ratio", ratio_value(answers.ratio.items[item], file)},
                                     {"logistic", logistic_value(answers.logistic[item])}}));
    }
    JsonArray free;
    for (const auto item : answers.ratio.free) {
        free.emplace_back(file.items[item]);
    }
    return json_object({{"model", to_string(answers.ratio.fit.options.model)},
                        {"groups", std::move(groups)},
                        {"rows_without_group", file.rows_without_group},
                        {"matching", answers.matched_by_sum ? "sum" : "theta"},
                        {"free_items", std::move(free)},
                        {"rounds", std::int64_t{answers.ratio.rounds}},
                        {"has_settled", answers.ratio.has_settled},
                        {"items", std::move(items)}});
}

Result<Exit> measure_bias(CommandContext& context, const BiasWords& words) {
    MINKA_TRY_ASSIGN(const auto file, measurement::read_items(words.items.file, words.items.reading));
    MINKA_TRY(measurement::require_used_categories(file));
    if (file.groups.size() < 2) {
        return invalid("A comparison needs two groups or more; name their column.", "--group");
    }
    MINKA_TRY_ASSIGN(const auto answers, compare(file, words));
    if (words.items.is_json) {
        context.out() << documents::to_pretty_json(to_value(file, answers)) << "\n";
    } else {
        BiasPrinting(context, file, answers).print();
    }
    return Exit::done;
}

}  // namespace

void add_item_bias_command(CommandTable& table) {
    const auto words = std::make_shared<BiasWords>();
    auto* command = table.command(table.group("measure", "Mide"), "dif",
                                  "Funcionamiento diferencial: ítems que no miden igual en todos los grupos",
                                  [words](CommandContext& context) { return measure_bias(context, *words); });
    add_file_options(command, words->items);
    add_model_options(command, words->items);
    command->add_option("--anchors", words->anchors, "Ítems iguales en todos los grupos; sin ella, todos los demás")
        ->delimiter(',');
    command->add_flag("--purify", words->is_purified,
                      "Deja libres los ítems hallados y vuelve a preguntar por los otros");
    command->add_option("--level", words->level, "Nivel con que se hallan al depurar")->capture_default_str();
}

}  // namespace minka::cli
