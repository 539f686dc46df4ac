// The exported functions on x86-64: they refuse a processor without the instructions for which the managed functions are
// compiled. The runtime would abort the process.
#include "gaussianimage.h"
#include "../../Stylize.Cli/Native/processor.h"

#define FORWARD(name, parameters, arguments)                                                               \
    GaussianImageResult Managed##name parameters;                                                          \
    GaussianImageResult name parameters                                                                    \
    {                                                                                                      \
        return is_processor_supported() ? Managed##name arguments : GAUSSIAN_IMAGE_ERROR_PROCESSOR;        \
    }

uint32_t ManagedGaussianImageVersion(void);
const char *ManagedGaussianImageErrorMessage(void);

uint32_t GaussianImageAbiVersion(void)
{
    return GAUSSIAN_IMAGE_ABI_VERSION;
}

uint32_t GaussianImageVersion(void)
{
    return is_processor_supported() ? ManagedGaussianImageVersion() : 0;
}

const char *GaussianImageErrorMessage(void)
{
    return is_processor_supported() ? ManagedGaussianImageErrorMessage() : "The library needs a processor with " REQUIRED_PROCESSOR ".";
}

FORWARD(GaussianImageOpenMemory,
    (const void *bytes, size_t size, const GaussianImageOpenOptions *options, GaussianImage **image), (bytes, size, options, image))
FORWARD(GaussianImageOpenFile, (const char *path, const GaussianImageOpenOptions *options, GaussianImage **image), (path, options, image))
FORWARD(GaussianImageClose, (GaussianImage *image), (image))
FORWARD(GaussianImageGetInfo, (const GaussianImage *image, GaussianImageInfo *info), (image, info))
FORWARD(GaussianImageGetMetadata,
    (const GaussianImage *image, uint32_t index, const char **name, const char **value), (image, index, name, value))
FORWARD(GaussianImageGetLayers,
    (const GaussianImage *image, uint32_t first, uint32_t count, GaussianImageLayer *layers, size_t layer_size),
    (image, first, count, layers, layer_size))
FORWARD(GaussianImageGetGaussians,
    (const GaussianImage *image, uint32_t first, uint32_t count, uint32_t shape_kind, GaussianImageGaussian *gaussians,
        size_t gaussian_size),
    (image, first, count, shape_kind, gaussians, gaussian_size))
FORWARD(GaussianImageGetRenderSize,
    (const GaussianImage *image, const GaussianImageRenderOptions *options, uint32_t *width, uint32_t *height),
    (image, options, width, height))
FORWARD(GaussianImageRender,
    (const GaussianImage *image, const GaussianImageRenderOptions *options, void *pixels, size_t row_bytes, size_t size),
    (image, options, pixels, row_bytes, size))
FORWARD(GaussianImageTrim, (void), ())
