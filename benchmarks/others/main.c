/* Runs the generated model as often as asked, and tells the milliseconds of the median run and its last output. */
#include <stdlib.h>
#include <time.h>

#include "model.c"

static int smaller(const void *a, const void *b) { return (*(double *)a > *(double *)b) - (*(double *)a < *(double *)b); }

int main(int count, char **words) {
  int runs = count > 1 ? atoi(words[1]) : 9;
  double *spent = malloc(runs * sizeof(double));
  for (int run = 0; run < runs; run++) {
    struct timespec begun, done;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    initConstants();
    initLevels();
    int steps = (int)lround((_final_time - _initial_time) / _time_step);
    for (int step = 0; step < steps; step++) {
      _time = _initial_time + step * _time_step;
      evalAux();
      output_count = 0;
      storeOutputData();
      evalLevels();
    }
    clock_gettime(CLOCK_MONOTONIC, &done);
    spent[run] = (done.tv_sec - begun.tv_sec) * 1e3 + (done.tv_nsec - begun.tv_nsec) / 1e6;
  }
  qsort(spent, runs, sizeof(double), smaller);
  printf("%.4f %.12g\n", spent[runs / 2], outputs[0]);
  return 0;
}
