using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>A fitted animation and its file.</summary>
public sealed class GaussianAnimationArtifact : IArtifact
{
    private readonly byte[] _file;
    private readonly GaussianModel _first;

    internal GaussianAnimationArtifact(byte[] file, GaussianModel first, int frames, int keyFrames, double psnr, int iterations)
    {
        (_file, _first) = (file, first);
        (Frames, KeyFrames, Psnr, Iterations) = (frames, keyFrames, psnr, iterations);
    }

    /// <summary>Number of frames.</summary>
    public int Frames { get; }

    /// <summary>Number of frames that do not depend on earlier frames.</summary>
    public int KeyFrames { get; }

    /// <summary>PSNR of the mean squared error of all frames, in decibels.</summary>
    public double Psnr { get; }

    /// <summary>Iterations of all fits.</summary>
    public int Iterations { get; }

    internal ProvenanceRecord? Provenance { get; init; }

    /// <summary>The bytes of the file, which <see cref="GaussianAnimation"/> reads.</summary>
    public ReadOnlyMemory<byte> File => _file;

    /// <inheritdoc/>
    public int Width => _first.Width;

    /// <inheritdoc/>
    public int Height => _first.Height;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Gaussians", _first.Count),
        new("Frames", Frames),
        new("KeyFrames", KeyFrames),
        new("Psnr", double.IsInfinity(Psnr) ? Psnr : Math.Round(Psnr, 2)),
        new("Bytes", _file.Length),
        new("BitsPerPixel", Math.Round(8.0 * _file.Length / ((double)Width * Height * Frames), 4)),
        new("Profile", nameof(GaussianProfile.Compact)),
        new("Iterations", Iterations),
    ];

    /// <inheritdoc/>
    public void Write(Stream target) => target.Write(ProvenanceChunk.WithSideFiles(_file, Provenance));

    /// <inheritdoc/>
    public Raster<Rgba32> Picture(int side, OperationContext context) => GaussianRenderer.Render(_first, side, context);

    /// <summary>Disposes of the first frame.</summary>
    public void Dispose() => _first.Dispose();
}
