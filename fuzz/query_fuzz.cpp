// Any text as what follows '?' in an address: refused, or parts that are UTF-8 without a zero byte.
#include "base/bytes.h"
#include "base/check.h"
#include "base/text.h"
#include "sentences/spanish_sentence.h"
#include "web/http_message.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace minka;
    const auto text = as_text({data, size});
    const auto parts = web::read_query(text);
    if (parts) {
        MINKA_CHECK(std::ranges::count(text, '&') + 1 >= std::ssize(*parts));
        for (const auto& [name, value] : *parts) {
            for (const auto& one : {name, value}) {
                MINKA_CHECK(is_utf8(one));
                MINKA_CHECK(one.find('\0') == std::string::npos);
                MINKA_CHECK(one.size() <= size);
            }
        }
    }
    // A sentence with a Spanish twin has one of some length; any other stays as it is.
    const auto spanish = sentences::spanish_sentence(text);
    MINKA_CHECK(sentences::has_spanish(text) ? !spanish.empty() : spanish == text);
    return 0;
}
