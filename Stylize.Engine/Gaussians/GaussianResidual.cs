namespace Stylize.Engine.Gaussians;

/// <summary>The residual of a picture: brightness that is added to the picture of the Gaussians, for example fine
/// texture.</summary>
/// <param name="Data">Data of a resd chunk: the step, then coded coefficients.</param>
/// <param name="Width">Width of the whole picture in pixels.</param>
/// <param name="Height">Height of the whole picture in pixels.</param>
internal abstract record GaussianResidual(ReadOnlyMemory<byte> Data, int Width, int Height)
{
    /// <summary>Length of the step, at the beginning of the data.</summary>
    public const int HeaderBytes = 2;

    /// <summary>Units of the step per 1/255.</summary>
    public const int StepUnits = 16;

    /// <summary>Largest number of pixels per byte, so that a small file cannot force large allocations.</summary>
    private const int MaxPixelsPerByte = 2048;

    /// <summary>Column and row of the picture at the upper left corner of a cropped one.</summary>
    public (int X, int Y) Origin { get; init; }

    /// <summary>Returns the smallest length of the data, in bytes.</summary>
    public static long MinBytes(int width, int height) =>
        Math.Max(HeaderBytes + 1, (long)width * height / MaxPixelsPerByte);

    /// <summary>Estimates the memory of decoding for a file that may have a residual.</summary>
    public static long EstimateMemory(int width, int height, long fileBytes) =>
        2 * sizeof(float) * Math.Min((long)width * height, MaxPixelsPerByte * fileBytes);

    /// <summary>True if the residual belongs to a whole picture, not to a part.</summary>
    public bool IsWhole(int width, int height) => Origin == (0, 0) && (width, height) == (Width, Height);

    /// <summary>Decodes the residual of a picture of a size.</summary>
    /// <param name="size">Size of the picture, or of a part of it.</param>
    /// <param name="rendered">Size of its rendering: means of pixels if smaller, otherwise linear
    /// interpolation.</param>
    /// <returns>Samples to add to sRGB-encoded values in [0,1]. The caller owns the plane.</returns>
    public abstract Raster<float> Decode(
        (int Width, int Height) size, (int Width, int Height) rendered, ThreadGrant maxThreads,
        CancellationToken cancellation);
}
