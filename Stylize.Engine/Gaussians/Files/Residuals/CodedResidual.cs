using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Gaussians.Files.Residuals;

/// <summary>A residual with the coefficients of <see cref="LappedTransform"/>, coded by
/// <see cref="ResidualCoder"/>.</summary>
internal sealed record CodedResidual(ReadOnlyMemory<byte> Data, int Width, int Height)
    : GaussianResidual(Data, Width, Height)
{
    /// <summary>Units of a decoded sample per 1.</summary>
    private const int SampleUnits = 16 * 255;

    /// <inheritdoc/>
    public override Raster<float> Decode(
        (int Width, int Height) size, (int Width, int Height) rendered, ThreadGrant maxThreads,
        CancellationToken cancellation)
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
        var (left, top) = Origin;
        var plane = new Raster<float>(size.Width, size.Height, clear: true);
        for (var y = Math.Max(0, -top); y < Math.Min(size.Height, Height - top); y++)
        {
            var from = whole.Row(y + top);
            var to = plane.Row(y);
            for (var x = Math.Max(0, -left); x < Math.Min(size.Width, Width - left); x++)
            {
                var sample = Math.Floor((SampleUnits / 255 * (double)from[x + left]) + 0.5);
                to[x] = (float)Math.Clamp(sample, -SampleUnits, SampleUnits) / SampleUnits;
            }
        }

        return plane;
    }
}
