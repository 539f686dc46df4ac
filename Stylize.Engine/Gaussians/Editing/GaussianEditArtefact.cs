using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Editing;

/// <summary>The file of an edited model.</summary>
/// <param name="psnr">PSNR of its picture against that of the model before quantization, decibels.</param>
internal sealed class GaussianEditArtefact(
    byte[] file, long sourceBytes, int width, int height, int count, GaussianProfile profile, double psnr) : IArtefact
{
    public int Width => width;
    public int Height => height;

    public IReadOnlyList<KeyValuePair<string, object?>> Summary =>
    [
        new("Gaussians", count),
        new("Bytes", file.Length),
        new("SourceBytes", sourceBytes),
        new("Profile", profile.ToString()),
        new("Psnr", double.IsInfinity(psnr) ? psnr : Math.Round(psnr, 2)),
    ];

    public void Write(Stream target) => target.Write(file);

    public void Dispose()
    {
    }
}
