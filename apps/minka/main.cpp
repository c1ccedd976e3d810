#include <cstdio>

int main() {
    std::puts("minka 0.1.0");
    return 0;
}
