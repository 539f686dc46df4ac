using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>A fitted picture or animation, and its file.</summary>
public sealed class GaussianImageArtifact : IArtifact
{
    private readonly byte[] _file;

    internal GaussianImageArtifact(
        byte[] file, GaussianModel model, GaussianProfile profile, double psnr, int iterations)
    {
        (_file, Model, Profile) = (file, model, profile);
        (Psnr, Iterations) = (psnr, iterations);
    }

    /// <summary>The model as read from the file; of an animation, that of the first frame.</summary>
    public GaussianModel Model { get; }

    /// <summary>Profile of the file, which determines its precision.</summary>
    public GaussianProfile Profile { get; }

    /// <summary>
    /// PSNR of the file's 8-bit picture against the source in decibels, over white if the image has alpha; of an
    /// animation, the PSNR of the mean squared error of all frames.
    /// </summary>
    public double Psnr { get; }

    /// <summary>Number of iterations of all fits.</summary>
    public int Iterations { get; }

    /// <summary>Number of frames of an animation; 0 for a single picture.</summary>
    public int Frames { get; internal init; }

    /// <summary>Number of frames that do not depend on earlier frames.</summary>
    public int KeyFrames { get; internal init; }

    internal ProvenanceRecord? Provenance { get; init; }

    /// <summary>The bytes of the file, which <see cref="GaussianFileReader"/> or <see cref="GaussianAnimation"/>
    /// reads.</summary>
    public ReadOnlyMemory<byte> File => _file;

    /// <inheritdoc/>
    public int Width => Model.Width;

    /// <inheritdoc/>
    public int Height => Model.Height;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Gaussians", Model.Count),
        .. Frames > 0 ? [new("Frames", Frames), new("KeyFrames", KeyFrames)] : (KeyValuePair<string, object?>[])[],
        new("Psnr", double.IsInfinity(Psnr) ? Psnr : Math.Round(Psnr, 2)),
        new("Bytes", _file.Length),
        new("BitsPerPixel", Math.Round(8.0 * _file.Length / ((double)Width * Height * Math.Max(1, Frames)), 4)),
        new("Profile", Profile.ToString()),
        new("Iterations", Iterations),
    ];

    /// <inheritdoc/>
    public void Write(Stream target) => target.Write(ProvenanceChunk.WithSideFiles(_file, Provenance));

    /// <inheritdoc/>
    public Raster<Rgba32> Picture(int side, OperationContext context) => GaussianRenderer.Render(Model, side, context);

    /// <summary>Disposes of the model.</summary>
    public void Dispose() => Model.Dispose();
}
