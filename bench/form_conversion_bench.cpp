// A form of 500 rows, as tables in memory, to its XForm. Half of the rows are selects with
// a list of six, every tenth has a relevance, and one in six lies in a repeat; two languages.
#include "forms/xlsform.h"

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace minka;

std::string written_form(int rows) {
    std::string text =
        "| survey |\n| | type | name | label::Español (es) | label::Awajún (agr) | hint | relevant | required | "
        "calculation |\n";
    for (int i = 0; i < rows; ++i) {
        const auto n = std::to_string(i);
        if (i % 50 == 40) {
            text += "| | begin repeat | r" + n + " | Repetición " + n + " | R " + n + " | | | | |\n";
        } else if (i % 50 == 49) {
            text += "| | end repeat | | | | | | | |\n";
        } else if (i % 10 == 3) {
            text += "| | calculate | q" + n + " | | | | | | ${q0} + " + n + " |\n";
        } else {
            text += std::string("| | ") + (i % 2 == 0 ? "select_one l" + std::to_string(i % 20) : std::string("text")) +
                    " | q" + n + " | ¿Qué pasó la vez " + n + ", ${q0}? | Ñ " + n + " | Una ayuda | " +
                    (i % 10 == 5 ? "${q0} != '' and ${q" + std::to_string(i - 1) + "} = '1'" : "") + " | yes | |\n";
        }
    }
    text += "| choices |\n| | list_name | name | label::Español (es) | label::Awajún (agr) |\n";
    for (int list = 0; list < 20; list += 2) {
        for (int choice = 0; choice < 6; ++choice) {
            text += "| | l" + std::to_string(list) + " | " + std::to_string(choice) + " | Opción | Opción |\n";
        }
    }
    return text;
}

void convert_form(benchmark::State& state) {
    const auto text = written_form(static_cast<int>(state.range(0)));
    for (auto _ : state) {
        const auto book = forms::parse_markdown_form(text, "form.md");
        const auto form = forms::convert_xlsform(book);
        if (!form) {
            state.SkipWithError(to_sentence(form.error()).c_str());
            return;
        }
        benchmark::DoNotOptimize(form->xform.data());
    }
}
BENCHMARK(convert_form)->Arg(500)->Arg(5000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
