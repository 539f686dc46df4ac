using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>A fitted model and its file.</summary>
public sealed class GaussianImageArtifact : IArtifact
{
    private readonly byte[] _file;

    internal GaussianImageArtifact(byte[] file, GaussianModel model, GaussianProfile profile, double psnr, int iterations)
    {
        _file = file;
        Model = model;
        Profile = profile;
        Psnr = psnr;
        Iterations = iterations;
    }

    /// <summary>The model as read from the file.</summary>
    public GaussianModel Model { get; }

    /// <summary>Profile of the file, which determines its precision.</summary>
    public GaussianProfile Profile { get; }

    /// <summary>PSNR of the file's 8-bit picture against the source in decibels, over white if the image has alpha.</summary>
    public double Psnr { get; }

    /// <summary>Number of iterations of the fit.</summary>
    public int Iterations { get; }

    internal ProvenanceRecord? Provenance { get; init; }

    /// <summary>The bytes of the file.</summary>
    public ReadOnlyMemory<byte> File => _file;

    /// <inheritdoc/>
    public int Width => Model.Width;

    /// <inheritdoc/>
    public int Height => Model.Height;

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Gaussians", Model.Count),
        new("Psnr", double.IsInfinity(Psnr) ? Psnr : Math.Round(Psnr, 2)),
        new("Bytes", _file.Length),
        new("BitsPerPixel", Math.Round(8.0 * _file.Length / ((double)Width * Height), 4)),
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
