/*
 * Uses every function of libgaussianimage, from several threads and with damaged files, and writes a rendering.
 * C99 and C++11. Usage: library <file.g2d> <rendering.rgba>
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "gaussianimage.h"

#define THREADS 4
#define ROUNDS 10

#define CHECK(condition)                                                                              \
    do                                                                                                \
    {                                                                                                 \
        if (!(condition))                                                                             \
        {                                                                                             \
            fprintf(stderr, "line %d: %s: %s\n", __LINE__, #condition, GaussianImageErrorMessage());  \
            exit(1);                                                                                  \
        }                                                                                             \
    } while (0)

/* The layout is part of the interface. */
#define LAYOUT(name, condition) typedef char name[(condition) ? 1 : -1]
LAYOUT(open_options_size, sizeof(GaussianImageOpenOptions) == 32);
LAYOUT(open_options_frame, offsetof(GaussianImageOpenOptions, frame) == 24);
LAYOUT(info_size, sizeof(GaussianImageInfo) == 104);
LAYOUT(info_cutoff, offsetof(GaussianImageInfo, cutoff) == 52);
LAYOUT(info_file_bytes, offsetof(GaussianImageInfo, file_bytes) == 80);
LAYOUT(info_frame_count, offsetof(GaussianImageInfo, frame_count) == 88);
LAYOUT(layer_size, sizeof(GaussianImageLayer) == 16);
LAYOUT(gaussian_size, sizeof(GaussianImageGaussian) == 11 * sizeof(float));
LAYOUT(gaussian_color, offsetof(GaussianImageGaussian, color) == 5 * sizeof(float));
LAYOUT(render_options_size, sizeof(GaussianImageRenderOptions) == 56);
LAYOUT(render_options_scale, offsetof(GaussianImageRenderOptions, scale) == 32);
LAYOUT(render_options_threads, offsetof(GaussianImageRenderOptions, max_threads) == 48);

typedef struct Work
{
    const GaussianImage *image;
    const unsigned char *expected;
    size_t size;
    uint32_t threads;
} Work;

static unsigned char *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    unsigned char *bytes = (unsigned char *)malloc(1 << 20);
    CHECK(file != NULL && bytes != NULL);
    *size = fread(bytes, 1, 1 << 20, file);
    fclose(file);
    return bytes;
}

static void *render(void *argument)
{
    const Work *work = (const Work *)argument;
    GaussianImageRenderOptions options;
    unsigned char *pixels = (unsigned char *)malloc(work->size);
    int round;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.max_threads = work->threads;
    for (round = 0; round < ROUNDS; round++)
    {
        memset(pixels, 0, work->size);
        CHECK(GaussianImageRender(work->image, &options, pixels, 0, work->size) == GAUSSIAN_IMAGE_OK);
        CHECK(memcmp(pixels, work->expected, work->size) == 0);
        CHECK(GaussianImageClose((GaussianImage *)(intptr_t)-1) == GAUSSIAN_IMAGE_ERROR_CLOSED);
        CHECK(strcmp(GaussianImageErrorMessage(), "The image is closed or was never opened.") == 0);
    }

    free(pixels);
    return NULL;
}

/* Renders until another thread closes the image. */
static void *render_until_closed(void *argument)
{
    const Work *work = (const Work *)argument;
    unsigned char *pixels = (unsigned char *)malloc(work->size);
    GaussianImageResult result;
    do
    {
        result = GaussianImageRender(work->image, NULL, pixels, 0, work->size);
    } while (result == GAUSSIAN_IMAGE_OK);
    CHECK(result == GAUSSIAN_IMAGE_ERROR_CLOSED);
    free(pixels);
    return NULL;
}

static void run_threads(void *(*start)(void *), Work *work, GaussianImage *closed)
{
    pthread_t threads[THREADS];
    int i;
    for (i = 0; i < THREADS; i++)
    {
        CHECK(pthread_create(&threads[i], NULL, start, &work[i]) == 0);
    }

    CHECK(GaussianImageClose(closed) == GAUSSIAN_IMAGE_OK);
    for (i = 0; i < THREADS; i++)
    {
        CHECK(pthread_join(threads[i], NULL) == 0);
    }
}

static void describe(const GaussianImage *image, size_t size)
{
    GaussianImageInfo info;
    GaussianImageLayer *layers;
    GaussianImageGaussian *gaussians;
    const char *name, *value;
    uint32_t i, kind, sum = 0;
    memset(&info, 0, sizeof info);
    info.struct_size = sizeof info;
    CHECK(GaussianImageGetInfo(image, &info) == GAUSSIAN_IMAGE_OK);
    CHECK(info.width > 0 && info.height > 0 && info.count > 0 && info.is_complete == 1 && info.file_bytes == size);
    layers = (GaussianImageLayer *)malloc(info.layer_count * sizeof *layers);
    CHECK(GaussianImageGetLayers(image, 0, info.layer_count, layers, sizeof *layers) == GAUSSIAN_IMAGE_OK);
    for (i = 0; i < info.layer_count; i++)
    {
        sum += layers[i].count;
    }

    CHECK(sum == info.count);
    for (i = 0; i < info.metadata_count; i++)
    {
        CHECK(GaussianImageGetMetadata(image, i, &name, &value) == GAUSSIAN_IMAGE_OK && strlen(name) > 0 && value != NULL);
    }

    gaussians = (GaussianImageGaussian *)malloc(info.count * sizeof *gaussians);
    for (kind = GAUSSIAN_IMAGE_SHAPE_CHOLESKY; kind <= GAUSSIAN_IMAGE_SHAPE_INVERSE; kind++)
    {
        CHECK(GaussianImageGetGaussians(image, 0, info.count, kind, gaussians, sizeof *gaussians) == GAUSSIAN_IMAGE_OK);
        CHECK(gaussians[0].opacity >= 0 && gaussians[0].opacity <= 1);
    }

    free(gaussians);
    free(layers);
}

/* Opens every beginning of a file. The bytes are in a block of their length, so that a sanitizer finds a read beyond them. */
static void open_beginnings(const unsigned char *bytes, size_t size)
{
    GaussianImageOpenOptions options;
    size_t length;
    memset(&options, 0, sizeof options);
    options.struct_size = sizeof options;
    options.allow_prefix = 1;
    for (length = 0; length < size; length += 1 + length / 64)
    {
        GaussianImage *image = NULL;
        unsigned char *beginning = (unsigned char *)malloc(length + (length == 0));
        memcpy(beginning, bytes, length);
        CHECK(GaussianImageOpenMemory(beginning, length, NULL, &image) == GAUSSIAN_IMAGE_ERROR_DAMAGED && image == NULL);
        if (GaussianImageOpenMemory(beginning, length, &options, &image) == GAUSSIAN_IMAGE_OK)
        {
            unsigned char pixels[16 * 16 * 4];
            GaussianImageRenderOptions small;
            memset(&small, 0, sizeof small);
            small.struct_size = sizeof small;
            small.width = 16;
            small.height = 16;
            free(beginning);
            beginning = NULL;
            CHECK(GaussianImageRender(image, &small, pixels, 0, sizeof pixels) == GAUSSIAN_IMAGE_OK);
            CHECK(GaussianImageRender(image, &small, pixels, 0, sizeof pixels - 1) == GAUSSIAN_IMAGE_ERROR_BUFFER);
            CHECK(GaussianImageClose(image) == GAUSSIAN_IMAGE_OK);
        }

        free(beginning);
    }
}

int main(int argc, char **argv)
{
    GaussianImage *image = NULL, *other = NULL, *missing = NULL;
    unsigned char *bytes, *pixels;
    uint32_t width, height;
    size_t size;
    Work work[THREADS];
    FILE *target;
    int i;
    CHECK(argc == 3);
    CHECK(GaussianImageAbiVersion() == GAUSSIAN_IMAGE_ABI_VERSION);
    CHECK(GaussianImageVersion() > 0 && strlen(GaussianImageErrorMessage()) == 0);
    bytes = read_file(argv[1], &size);
    CHECK(GaussianImageOpenMemory(bytes, size, NULL, &image) == GAUSSIAN_IMAGE_OK);
    CHECK(GaussianImageOpenFile(argv[1], NULL, &other) == GAUSSIAN_IMAGE_OK);
    CHECK(GaussianImageOpenFile("/missing.g2d", NULL, &missing) == GAUSSIAN_IMAGE_ERROR_NOT_FOUND && missing == NULL);
    describe(image, size);
    describe(other, size);
    CHECK(GaussianImageGetRenderSize(image, NULL, &width, &height) == GAUSSIAN_IMAGE_OK);
    pixels = (unsigned char *)malloc((size_t)width * height * 4);
    for (i = 0; i < THREADS; i++)
    {
        work[i].image = image;
        work[i].expected = pixels;
        work[i].size = (size_t)width * height * 4;
        work[i].threads = (uint32_t)i;
    }

    CHECK(GaussianImageRender(image, NULL, pixels, 0, work[0].size) == GAUSSIAN_IMAGE_OK);
    run_threads(render, work, other);
    run_threads(render_until_closed, work, image);
    open_beginnings(bytes, size);
    CHECK(GaussianImageTrim() == GAUSSIAN_IMAGE_OK);
    target = fopen(argv[2], "wb");
    CHECK(target != NULL && fwrite(pixels, 1, work[0].size, target) == work[0].size && fclose(target) == 0);
    free(pixels);
    free(bytes);
    return 0;
}
