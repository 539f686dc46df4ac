using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Fitting.ImageFits;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.Engine.Gaussians.Fitting;

/// <summary>The file of a fit, and what a reader of the file sees.</summary>
/// <param name="Model">The model as read from the file.</param>
/// <param name="Psnr">PSNR of the 8-bit picture against the source in decibels, over white if the image has
/// alpha.</param>
/// <param name="Key">The quantized Gaussians and the picture of a key frame, for the frames after it; null for a single
/// picture.</param>
internal sealed record FittedFile(
    byte[] Bytes, GaussianModel Model, double Psnr, int Iterations, (DecodedGroup Group, Raster<Rgba32> Picture)? Key)
    : IDisposable
{
    /// <summary>Metadata that names the program, for files without provenance.</summary>
    public static Dictionary<string, string> Encoder => new()
    {
        [GaussianMetadata.Encoder] = Invariant($"Stylize {typeof(FittedFile).Assembly.GetName().Version?.ToString(3)}"),
    };

    /// <summary>Writes a model, reads it back, and compares its picture with the source.</summary>
    public static FittedFile Write(
        GaussianModel model, CompactSteps? steps, FitPlan plan, FitPhotograph source, int iterations,
        OperationContext context)
    {
        var bytes = GaussianFileWriter.ToBytes(model, plan.Options.Profile, context.MaxThreads, steps);
        var group = plan.IsKeyFrame ? DecodedGroup.Read(bytes, GaussianReadOptions.Default, null) : null;
        var read = group?.Key ?? GaussianFileReader.Read(bytes, "fitted model").Model;
        AlignedPool.Trim();
        var picture = GaussianRenderer.Render(read, null, context.MaxThreads, context.Cancellation);
        using var unused = plan.IsKeyFrame ? null : picture;
        var psnr = FitMeasure.Psnr(picture, source, context.MaxThreads, context.Cancellation);
        return new FittedFile(
            Sign(bytes, plan.Options.Preview, context.Provenance), read, psnr, iterations,
            group is null ? null : (group, picture));
    }

    /// <summary>Fills the target size with a residual. The result owns the Gaussians of this file.</summary>
    public FittedFile WithResidual(FitPlan plan, FitPhotograph source, OperationContext context)
    {
        using var phase = context.Phases.Start("residual");
        using var picture = GaussianRenderer.Render(Model, null, context.MaxThreads, context.Cancellation);
        using var fit = new ResidualFit(picture, source, context.Cancellation);
        if (fit.Encode(plan.Options.TargetSize!.Value - Bytes.Length - ChunkType.Overhead) is not { } residual)
        {
            return this;
        }

        // The chunk precedes the last one, which has no data.
        using var bytes = new MemoryStream();
        bytes.Write(Bytes.AsSpan(..^ChunkType.Overhead));
        Chunk.Write(bytes, ChunkType.Residual, residual.Data.Span);
        Chunk.Write(bytes, ChunkType.End, []);
        var model =
            Model.With(Model.Store, Model.Width, Model.Height, Model.Cutoff, Model.Epsilon, Model.Metadata, residual);
        using var whole = GaussianRenderer.Render(model, null, context.MaxThreads, context.Cancellation);
        var psnr = FitMeasure.Psnr(whole, source, context.MaxThreads, context.Cancellation);
        context.Verbose?.Invoke(Invariant($"residual: {psnr:f2} dB, {residual.Data.Length} bytes"));
        return this with { Bytes = bytes.ToArray(), Model = model, Psnr = psnr };
    }

    /// <summary>Inserts the provenance, with room for the digest of the preview, which is not written yet.</summary>
    public static byte[] Sign(byte[] file, bool hasPreview, ProvenanceRecord? provenance)
    {
        if (provenance is null) return file;

        var room = new string('0', 2 * ProvenanceRecord.SideFileBytes);
        return ProvenanceChunk.Insert(
            file, hasPreview ? provenance with { SideFiles = room } : provenance,
            OptionSet.ForRecord<GaussianImageOptions>());
    }

    public void Dispose()
    {
        Model.Dispose();
        Key?.Picture.Dispose();
    }
}
