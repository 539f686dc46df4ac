/*
 * gaussianimage.h: reads and renders Gaussian images (.g2d files).
 *
 * Link with libgaussianimage. It contains everything it needs; no .NET is installed or started.
 *
 *     GaussianImage *image;
 *     if (GaussianImageOpenFile("photo.g2d", NULL, &image) != GAUSSIAN_IMAGE_OK)
 *         fprintf(stderr, "%s\n", GaussianImageErrorMessage());
 *
 * Threads. All functions may be called from any thread at any time. Several threads may render and read one image at
 * the same time. GaussianImageClose may be called while other threads use the image: their calls finish, and later
 * calls return GAUSSIAN_IMAGE_ERROR_CLOSED. A rendering with max_threads above 1 uses the threads of a pool, which
 * stay until the process ends. The calling thread needs 256 KiB of stack. Results do not depend on the number of
 * threads.
 *
 * Animations. An image is one frame of an animation, which GaussianImageOpenOptions selects. GaussianImageInfo has the
 * number of frames and the time of the opened one. Opening a frame decodes the frames from the key frame before it.
 *
 * Errors. Every function returns a GaussianImageResult unless stated otherwise. No call ends the process, throws or
 * prints, whatever the bytes of a file are. Outputs are written only on success, except for pixels and Gaussians.
 *
 * Growth. The first member of each structure of options or information is its size, which the caller sets:
 *     GaussianImageInfo info = {0};
 *     info.struct_size = sizeof info;
 * All other members of options may be 0, which selects the default. New members are added at the end: older programs
 * keep working with newer libraries, and newer programs with older libraries while new options are 0.
 *
 * Processors. On x86-64 the library uses AVX2, FMA and BMI2 (x86-64-v3, 2015 or later). On an older processor, all
 * functions except GaussianImageAbiVersion and GaussianImageErrorMessage return GAUSSIAN_IMAGE_ERROR_PROCESSOR or 0.
 * On Windows, the first call ends the process instead.
 *
 * Process. The library cannot be unloaded, and a child of fork() must not use it if the parent has used it. Its first
 * call starts a thread, reserves address space (not memory), and installs handlers of SIGSEGV, SIGFPE and SIGRTMIN,
 * which pass signals of other code on to the handlers that were installed before.
 *
 * Memory. Opening takes up to 180 bytes per Gaussian, of which 44 remain, and with GaussianImageOpenFile the size of
 * the file. A file has at most 4 Gaussians per byte. Rendering takes up to 100 bytes per Gaussian, or 200 for a
 * region, and 4 bytes for each pair of a Gaussian and a tile that it touches: up to 64 MiB, or the pairs of one row
 * of tiles if these are more. A tile has 512 by 32 pixels, fewer in reduced renderings. To limit the memory for
 * untrusted files, set max_count, and render wide pictures in regions. Freed memory is kept for later calls;
 * GaussianImageTrim releases it.
 */
#ifndef GAUSSIANIMAGE_H
#define GAUSSIANIMAGE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef GAUSSIAN_IMAGE_API
#ifdef _WIN32
#define GAUSSIAN_IMAGE_API __declspec(dllimport)
#else
#define GAUSSIAN_IMAGE_API
#endif
#endif

/* Version of the interface. It is raised if programs must be recompiled or changed. */
#define GAUSSIAN_IMAGE_ABI_VERSION 1

/* Returns the GAUSSIAN_IMAGE_ABI_VERSION of the library. Compare it with that of the header. */
GAUSSIAN_IMAGE_API uint32_t GaussianImageAbiVersion(void);

/* Returns the version of the library: major * 65536 + minor * 256 + patch. */
GAUSSIAN_IMAGE_API uint32_t GaussianImageVersion(void);

typedef int32_t GaussianImageResult;

enum {
    GAUSSIAN_IMAGE_OK = 0,
    GAUSSIAN_IMAGE_ERROR_ARGUMENT = 1,      /* an argument or option is missing or out of range */
    GAUSSIAN_IMAGE_ERROR_CLOSED = 2,        /* the image is closed or was never opened */
    GAUSSIAN_IMAGE_ERROR_NOT_FOUND = 3,     /* the file does not exist */
    GAUSSIAN_IMAGE_ERROR_IO = 4,            /* the file cannot be read */
    GAUSSIAN_IMAGE_ERROR_DAMAGED = 5,       /* the bytes are not a complete .g2d file */
    GAUSSIAN_IMAGE_ERROR_VERSION = 6,       /* the file has a version or profile that this library does not read */
    GAUSSIAN_IMAGE_ERROR_LIMIT = 7,         /* the file or the rendering exceeds a limit */
    GAUSSIAN_IMAGE_ERROR_BUFFER = 8,        /* the buffer is too small */
    GAUSSIAN_IMAGE_ERROR_SHAPE = 9,         /* a Gaussian is too thin for the requested kind of shape */
    GAUSSIAN_IMAGE_ERROR_MEMORY = 10,       /* out of memory */
    GAUSSIAN_IMAGE_ERROR_PROCESSOR = 11,    /* the processor is too old */
    GAUSSIAN_IMAGE_ERROR_INTERNAL = 12      /* a bug in the library; please report the message */
};

/*
 * Returns the message of the last call that failed on this thread, in UTF-8; an empty text if none failed. Valid until
 * the next call on this thread.
 */
GAUSSIAN_IMAGE_API const char *GaussianImageErrorMessage(void);

/* An open image. */
typedef struct GaussianImage GaussianImage;

typedef struct GaussianImageOpenOptions {
    uint32_t struct_size;       /* sizeof(GaussianImageOpenOptions) */
    uint32_t allow_prefix;      /* 1 to read the intact part of a truncated or damaged file; see is_complete */
    uint32_t max_threads;       /* threads for decoding, 1 to 1024; 0 for 1 */
    uint32_t max_count;         /* most Gaussians accepted, up to 2^26; 0 for 2^26 */
    uint64_t max_file_bytes;    /* largest file accepted; 0 for 2^30. Files of 2 GiB or more are never accepted. */
    uint32_t frame;             /* frame of an animation, from 0 */
    uint32_t reserved;          /* 0 */
} GaussianImageOpenOptions;

/*
 * Reads a .g2d file that is in memory. The bytes may be freed after the call. options may be NULL. The caller closes
 * *image.
 */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageOpenMemory(
    const void *bytes, size_t size, const GaussianImageOpenOptions *options, GaussianImage **image);

/* Reads a .g2d file. The path is UTF-8. Only regular files are read, because a pipe or device could block. */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageOpenFile(
    const char *path, const GaussianImageOpenOptions *options, GaussianImage **image);

/* Closes an image. NULL is allowed. */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageClose(GaussianImage *image);

enum {
    GAUSSIAN_IMAGE_PROFILE_COMPACT = 1,
    GAUSSIAN_IMAGE_PROFILE_STANDARD = 2,
    GAUSSIAN_IMAGE_PROFILE_LOSSLESS = 3,

    GAUSSIAN_IMAGE_COMPOSITING_NORMALIZED = 0,
    GAUSSIAN_IMAGE_COMPOSITING_ADDITIVE = 1,
    GAUSSIAN_IMAGE_COMPOSITING_OVER = 2,

    GAUSSIAN_IMAGE_BLEND_SRGB = 0,
    GAUSSIAN_IMAGE_BLEND_LINEAR = 1
};

typedef struct GaussianImageInfo {
    uint32_t struct_size;       /* sizeof(GaussianImageInfo) */
    uint32_t width;             /* size of the picture in pixels, 1 to 2^20 */
    uint32_t height;
    uint32_t count;             /* Gaussians that were read */
    uint32_t declared_count;    /* Gaussians according to the header */
    uint32_t layer_count;       /* layers that were read, for GaussianImageGetLayers */
    uint32_t metadata_count;    /* entries for GaussianImageGetMetadata */
    uint32_t profile;           /* precision of the file: GAUSSIAN_IMAGE_PROFILE_... */
    uint32_t profile_version;
    uint32_t compositing;       /* GAUSSIAN_IMAGE_COMPOSITING_... */
    uint32_t blend_space;       /* color space of Gaussians and background: GAUSSIAN_IMAGE_BLEND_... */
    uint32_t has_alpha;         /* 1 if rendered pixels may be transparent; otherwise their alpha is 1 */
    uint32_t is_complete;       /* 0 if part of the file, or later frames, could not be read (allow_prefix) */
    float cutoff;               /* radius of a Gaussian in standard deviations */
    float epsilon;              /* weight of the background with normalized compositing */
    float background[4];        /* red, green, blue, straight alpha */
    uint32_t reserved;          /* 0 */
    uint64_t file_bytes;        /* size of the file */
    uint32_t frame_count;       /* frames of an animation that can be read; 0 for a single picture */
    uint32_t milliseconds;      /* time for which the opened frame is shown */
    uint32_t play_count;        /* number of times to play an animation; 0 for infinitely */
    uint32_t reserved2;         /* 0 */
} GaussianImageInfo;

/* Describes an image. */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageGetInfo(const GaussianImage *image, GaussianImageInfo *info);

/*
 * Returns a metadata entry, such as "encoder", "title" or "source-sha256", in UTF-8. The texts are valid until the
 * image is closed.
 */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageGetMetadata(
    const GaussianImage *image, uint32_t index, const char **name, const char **value);

/* A layer of a file. The most important layer is the first; each layer adds detail. */
typedef struct GaussianImageLayer {
    uint32_t count;             /* Gaussians of the layer, which follow those of the layer before */
    uint32_t bytes;             /* size of the layer in the file */
    uint64_t end;               /* position after the layer. A file that is truncated there still shows the layer. */
} GaussianImageLayer;

/*
 * Copies layers. layer_size is sizeof(GaussianImageLayer), so that the structure can grow.
 */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageGetLayers(
    const GaussianImage *image, uint32_t first, uint32_t count, GaussianImageLayer *layers, size_t layer_size);

/* The shape of a Gaussian: three numbers that define its covariance Sigma in pixels of the picture. y points down. */
enum {
    GAUSSIAN_IMAGE_SHAPE_CHOLESKY = 0,      /* L11, L21, L22: Sigma = L L^T, as in the file */
    GAUSSIAN_IMAGE_SHAPE_EULER = 1,         /* standard deviations of the longer and the shorter axis; angle of the
                                               longer axis in radians, from the x axis toward the y axis */
    GAUSSIAN_IMAGE_SHAPE_LOG_RADIUS = 2,    /* natural logarithm of the geometric mean radius; shorter axis divided by
                                               the longer; angle of the longer axis */
    GAUSSIAN_IMAGE_SHAPE_INVERSE = 3        /* a, b, c: the inverse of Sigma is [[a, b], [b, c]] */
};

/* A Gaussian: eleven floats without padding, like a #[repr(C)] structure of these members in Rust. */
typedef struct GaussianImageGaussian {
    float x, y;                 /* center, 0 to 1 over width and height; may lie outside */
    float shape[3];             /* GAUSSIAN_IMAGE_SHAPE_... */
    float color[4];             /* red, green, blue, straight alpha in the blend space */
    float opacity;              /* 0 to 1 */
    float weight;               /* importance, 0 or more */
} GaussianImageGaussian;

/*
 * Copies Gaussians in the order of the file, which is the drawing order (front to back) with "over" compositing.
 * shape_kind is GAUSSIAN_IMAGE_SHAPE_..., gaussian_size is sizeof(GaussianImageGaussian).
 */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageGetGaussians(
    const GaussianImage *image, uint32_t first, uint32_t count, uint32_t shape_kind,
    GaussianImageGaussian *gaussians, size_t gaussian_size);

/* Pixels are red, green, blue and straight (not premultiplied) alpha, encoded as sRGB (IEC 61966-2-1). */
enum {
    GAUSSIAN_IMAGE_FORMAT_RGBA8 = 0,        /* 4 bytes per pixel */
    GAUSSIAN_IMAGE_FORMAT_RGBA_FLOAT = 1    /* 4 floats per pixel, 0 to 1 */
};

typedef struct GaussianImageRenderOptions {
    uint32_t struct_size;       /* sizeof(GaussianImageRenderOptions) */
    uint32_t format;            /* GAUSSIAN_IMAGE_FORMAT_... */
    int32_t x, y;               /* region to render, in pixels of the picture; it may extend beyond the picture */
    uint32_t region_width;      /* 1 to 2^20; all four 0 for the whole picture */
    uint32_t region_height;
    uint32_t width;             /* size of the rendering, 1 to 2^20; 0 in one keeps the aspect ratio, */
    uint32_t height;            /*   0 in both selects scale */
    double scale;               /* size relative to the region, above 0 to 1000; 0 for 1, or with width or height */
    double level;               /* level of detail, above 0 to 1: a softer picture in less time; 0 for 1 */
    uint32_t max_threads;       /* 1 to 1024; 0 for 1 */
    uint32_t reserved;          /* 0 */
} GaussianImageRenderOptions;

/* Returns the size of a rendering in pixels. options may be NULL. */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageGetRenderSize(
    const GaussianImage *image, const GaussianImageRenderOptions *options, uint32_t *width, uint32_t *height);

/*
 * Renders to a buffer. Row 0 is at the top; row_bytes is the distance from one row to the next, 0 for rows without
 * padding. Bytes between rows are not written. size is the size of the buffer in bytes; all rows must fit, the last one
 * without its padding. Floats must be aligned to 4 bytes.
 */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageRender(
    const GaussianImage *image, const GaussianImageRenderOptions *options, void *pixels, size_t row_bytes, size_t size);

/* Releases memory that is kept for later calls: at most 1/16 of the memory of the machine, and at most 1 GiB. */
GAUSSIAN_IMAGE_API GaussianImageResult GaussianImageTrim(void);

#ifdef __cplusplus
}
#endif

#endif
