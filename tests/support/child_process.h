#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace minka::test {

/// A fork of this process that runs one function and reports lines through a pipe; it is killed at the end at latest.
/// Made before this process starts threads of its own that hold locks.
class ChildProcess {
public:
    using Report = std::function<void(std::string_view line)>;

    explicit ChildProcess(const std::function<void(Report)>& act);
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    int id() const { return id_; }

    /// The next line the child reported; nothing when it has ended. A report that was cut short by its end is left out.
    std::optional<std::string> next_line();

    /// With signal 9: the child has no chance to do anything more. Its reports until then can still be read. Returns
    /// how it had ended before by itself; empty when it was running until now.
    std::string kill();

    [[noreturn]] static void wait_for_ever();

private:
    int id_ = -1;
    int reports_ = -1;
    std::string rest_;
};

}  // namespace minka::test
