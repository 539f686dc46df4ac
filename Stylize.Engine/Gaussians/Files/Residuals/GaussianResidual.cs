namespace Stylize.Engine.Gaussians.Files.Residuals;

/// <summary>The residual of a picture: brightness that is added to the picture of the Gaussians, for example fine texture.</summary>
/// <param name="Data">Data of a resd chunk: step, then the stream of <see cref="ResidualCoder"/>.</param>
/// <param name="Width">Width of the whole picture in pixels.</param>
/// <param name="Height">Height of the whole picture in pixels.</param>
internal sealed record GaussianResidual(ReadOnlyMemory<byte> Data, int Width, int Height)
{
    /// <summary>Length of the step, in units of 1/<see cref="StepUnits"/> of 1/255.</summary>
    public const int HeaderBytes = 2;
    public const int StepUnits = 16;

    /// <summary>Largest number of pixels per byte, so that a small file cannot force large allocations.</summary>
    private const int MaxPixelsPerByte = 2048;

    /// <summary>Units of a decoded sample per 1.</summary>
    private const int SampleUnits = 16 * 255;

    /// <summary>Column and row of the picture at the upper left corner of a cropped one.</summary>
    public (int X, int Y) Origin { get; init; }

    /// <summary>Returns the smallest length of the data, in bytes.</summary>
    public static long MinBytes(int width, int height) => Math.Max(HeaderBytes + 1, (long)width * height / MaxPixelsPerByte);

    /// <summary>Reads a chunk.</summary>
    /// <exception cref="GaussianFormatException">The data is too short.</exception>
    public static GaussianResidual Parse(ReadOnlyMemory<byte> data, int width, int height)
    {
        GaussianFormatException.ThrowIf(data.Length < MinBytes(width, height), "the residual is too short");
        return new(data, width, height);
    }

    /// <summary>Estimates the memory of <see cref="Decode"/> for a file that may have a residual.</summary>
    public static long EstimateMemory(int width, int height, long fileBytes) =>
        2 * sizeof(float) * Math.Min((long)width * height, MaxPixelsPerByte * fileBytes);

    /// <summary>True if the residual belongs to a whole picture, not to a part.</summary>
    public bool IsWhole(int width, int height) => Origin == (0, 0) && (width, height) == (Width, Height);

    /// <summary>Decodes the residual of a picture of a size.</summary>
    /// <param name="size">Size of the picture, or of a part of it.</param>
    /// <param name="rendered">Size of its rendering: means of pixels if smaller, otherwise linear interpolation.</param>
    /// <returns>Samples to add to sRGB-encoded values in [0,1]. The caller owns the plane.</returns>
    public Raster<float> Decode(
        (int Width, int Height) size, (int Width, int Height) rendered, ThreadGrant maxThreads, CancellationToken cancellation)
    {
        var plane = Read(size, cancellation);
        if (size == rendered) return plane;

        using (plane)
        {
            var filter = rendered.Width < size.Width ? ResampleFilter.Box : ResampleFilter.Triangle;
            return Resampler.Resize(plane, rendered.Width, rendered.Height, filter, maxThreads, cancellation);
        }
    }

    private Raster<float> Read((int Width, int Height) size, CancellationToken cancellation)
    {
        using var whole = LappedTransform.CreatePlane(Width, Height);
        var step = BinaryPrimitives.ReadUInt16LittleEndian(Data.Span) / (double)StepUnits;
        var coder = new ResidualCoder(whole.Width / LappedTransform.Side);
        var reader = new BitReader(Data.Span[HeaderBytes..]);
        Span<double> block = stackalloc double[LappedTransform.Area];
        for (var y = 0; y < whole.Height; y += LappedTransform.Side)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var x = 0; x < whole.Width; x += LappedTransform.Side)
            {
                if (coder.Code(ref reader, x / LappedTransform.Side) is not { Length: > 0 } levels) continue;

                for (var i = 0; i < block.Length; i++)
                {
                    block[i] = levels[i] * step;
                }

                LappedTransform.InverseBlock(block, whole, x, y);
            }
        }

        LappedTransform.Inverse(whole);
        var plane = new Raster<float>(size.Width, size.Height, clear: true);
        for (var y = Math.Max(0, -Origin.Y); y < Math.Min(size.Height, Height - Origin.Y); y++)
        {
            var from = whole.Row(y + Origin.Y);
            var to = plane.Row(y);
            for (var x = Math.Max(0, -Origin.X); x < Math.Min(size.Width, Width - Origin.X); x++)
            {
                var sample = Math.Floor((SampleUnits / 255 * (double)from[x + Origin.X]) + 0.5);
                to[x] = (float)Math.Clamp(sample, -SampleUnits, SampleUnits) / SampleUnits;
            }
        }

        return plane;
    }
}
