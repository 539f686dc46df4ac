using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Gaussians.Files.Profiles;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>Writes models as .g2d files. docs/gaussian-format.md specifies the format.</summary>
public static class GaussianFileWriter
{
    /// <summary>Returns the file of a model. The bytes do not depend on the number of threads.</summary>
    /// <param name="steps">Quantization steps of the compact profile; null for <see cref="CompactSteps.Fine"/>.</param>
    /// <exception cref="StylizeException">
    /// OperationFailed: a Gaussian is degenerate or not finite, or there are too many Gaussians.
    /// </exception>
    public static byte[] ToBytes(
        GaussianModel model, GaussianProfile profile = GaussianProfile.Compact, ThreadGrant maxThreads = default,
        CompactSteps? steps = null)
    {
        Check(model);
        var encoder = LayerEncoder.Create(model, profile, steps, maxThreads);
        using var target = new MemoryStream();
        target.Write(GaussianFileSignature.Bytes);
        Chunk.Write(target, ChunkType.Header, GaussianFileHeader.Create(model, profile, encoder.Parameters).ToBytes());
        if (model.Metadata.Count > 0)
        {
            Chunk.Write(target, ChunkType.Metadata, MetadataChunk.Create(model.Metadata));
        }

        var sizes = model.LayerSizes.Count > 0 ? model.LayerSizes : encoder.PlanLayers(model.Count);
        foreach (var layer in LayerOrder.Split(model, sizes))
        {
            var encoded = encoder.Encode(layer);
            Chunk.Write(target, ChunkType.Layer, LayerChunk.Create(layer.Length, encoded));
            foreach (var part in encoded.Parts)
            {
                Chunk.Write(target, ChunkType.Part, part);
            }
        }

        if (model.Residual is { } residual && residual.IsWhole(model.Width, model.Height))
        {
            Chunk.Write(target, ChunkType.Residual, residual.Data.Span);
        }

        Chunk.Write(target, ChunkType.End, []);
        return target.ToArray();
    }

    private static void Check(GaussianModel model)
    {
        if (model.Count > GaussianFileHeader.MaxCount)
        {
            throw Errors.TooManyGaussians.With("Count", model.Count, GaussianFileHeader.MaxCount);
        }

        if (GaussianChecks.FirstDefect(model.Store) is var (index, defect))
        {
            throw Errors.GaussianUnwritable.With("Model", index, defect);
        }
    }
}
