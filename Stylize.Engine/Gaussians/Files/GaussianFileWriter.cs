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
        using var stream = new MemoryStream();
        Write(model, stream, profile, maxThreads, steps);
        return stream.ToArray();
    }

    private static void Write(GaussianModel model, Stream target, GaussianProfile profile, ThreadGrant maxThreads, CompactSteps? steps)
    {
        var codec = ProfileCodecs.Of(profile, steps);
        Check(model);
        var encoder = codec.CreateEncoder(model, maxThreads);
        target.Write(GaussianFileSignature.Bytes);
        var header = GaussianFileHeader.Create(model, profile, encoder.Parameters);
        WriteChunk(target, ChunkType.Header, header.ToBytes());
        if (model.Metadata.Count > 0)
        {
            WriteChunk(target, ChunkType.Metadata, MetadataChunk.Create(model.Metadata));
        }

        foreach (var layer in LayerOrder.Split(model, LayerSizes(model, codec)))
        {
            var encoded = encoder.Encode(layer);
            WriteChunk(target, ChunkType.Layer, LayerChunk.Create(layer.Length, encoded));
            foreach (var part in encoded.Parts)
            {
                WriteChunk(target, ChunkType.Part, part);
            }
        }

        WriteChunk(target, ChunkType.End, []);
    }

    private static IReadOnlyList<int> LayerSizes(GaussianModel model, IProfileCodec codec) =>
        model.LayerSizes.Count > 0 ? model.LayerSizes : codec.PlanLayers(model.Count);

    private static void Check(GaussianModel model)
    {
        if (model.Count > GaussianFileHeader.MaxCount)
        {
            throw new StylizeException(
                StylizeError.OperationFailed,
                "Count",
                $"The model has {model.Count} Gaussians; a file holds at most {GaussianFileHeader.MaxCount}.",
                "Reduce the number of Gaussians.");
        }

        if (GaussianChecks.FirstDefect(model.Store) is var (index, defect))
        {
            throw new StylizeException(
                StylizeError.OperationFailed,
                "Model",
                Invariant($"Gaussian {index} cannot be written: {defect}."),
                "Remove or correct it.");
        }
    }

    internal static void WriteChunk(Stream target, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(word, data.Length);
        target.Write(word);
        Encoding.ASCII.GetBytes(type, word);
        target.Write(word);
        target.Write(data);
        var checksum = new Crc32();
        checksum.Append(word);
        checksum.Append(data);
        checksum.GetCurrentHash(word);
        target.Write(word);
    }
}
