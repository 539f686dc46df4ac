using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The file of a fit, and what a reader of the file sees.</summary>
/// <param name="Model">The model as read from the file.</param>
/// <param name="Psnr">PSNR of the 8-bit picture against the source in decibels, over white if the image has alpha.</param>
/// <param name="Key">The quantized Gaussians and the picture of a key frame, for the frames after it; null for a single picture.</param>
internal sealed record FittedFile(
    byte[] Bytes, GaussianModel Model, double Psnr, int Iterations, (DecodedGroup Group, Raster<Rgba32> Picture)? Key) : IDisposable
{
    /// <summary>Metadata that names the program, for files without provenance.</summary>
    public static Dictionary<string, string> Encoder => new()
    {
        [GaussianMetadata.Encoder] = Invariant($"Stylize {typeof(FittedFile).Assembly.GetName().Version?.ToString(3)}"),
    };

    /// <summary>Writes a model, reads it back, and compares its picture with the source.</summary>
    public static FittedFile Write(
        GaussianModel model, CompactSteps? steps, FitPlan plan, FitPhotograph source, int iterations, OperationContext context)
    {
        var bytes = GaussianFileWriter.ToBytes(model, plan.Options.Profile, context.MaxThreads, steps);
        var group = plan.IsKeyFrame ? DecodedGroup.Read(bytes, GaussianReadOptions.Default, null) : null;
        var read = group?.Key ?? GaussianFileReader.Read(bytes, "fitted model").Model;
        AlignedPool.Trim();
        var picture = GaussianRenderer.Render(read, null, context.MaxThreads, context.Cancellation);
        using var unused = plan.IsKeyFrame ? null : picture;
        var psnr = FitMeasure.Psnr(picture, source, context.MaxThreads, context.Cancellation);
        return new FittedFile(
            Sign(bytes, plan.Options.Preview, context.Provenance), read, psnr, iterations, group is null ? null : (group, picture));
    }

    /// <summary>Inserts the provenance, with room for the digest of the preview, which is not written yet.</summary>
    public static byte[] Sign(byte[] file, bool hasPreview, ProvenanceRecord? provenance)
    {
        if (provenance is null) return file;

        var room = new string('0', 2 * ProvenanceRecord.SideFileBytes);
        return ProvenanceChunk.Insert(
            file, hasPreview ? provenance with { SideFiles = room } : provenance, OptionSet.ForRecord<GaussianImageOptions>());
    }

    public void Dispose()
    {
        Model.Dispose();
        Key?.Picture.Dispose();
    }
}
