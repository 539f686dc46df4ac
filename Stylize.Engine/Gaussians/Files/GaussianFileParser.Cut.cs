using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>What is read of the layer in which a file ends that is cut short.</summary>
internal sealed partial class GaussianFileParser
{
    /// <summary>Keeps what exists of a chunk whose end is missing: the first Gaussians of a layer or part can be read.</summary>
    /// <param name="length">Bytes that its data would have.</param>
    private void VisitCut(string type, long start, long length)
    {
        if (!options.AllowPrefix || _decoder is null)
        {
            return;
        }

        var data = bytes.Read(start, (int)Math.Min(Math.Min(bytes.Length - start, length), int.MaxValue));
        try
        {
            if (type == ChunkType.Part
                && _layers is [.., { IsWhole: false } last]
                && last.Parts[last.Data.Count] is { IsWanted: true } part)
            {
                LayerChunk.Check(part.Count, data.Length);
                last.Data.Add(data);
                (last.IsCut, last.End) = (data.Length < length, bytes.Length);
            }
            else if (_layers is not [.., { IsWhole: false }] && type == ChunkType.Layer && _decoder.ReadsCutLayers)
            {
                Begin(data);
                (_layers[^1].IsCut, _layers[^1].End) = (data.Length < length, bytes.Length);
            }
        }
        catch (GaussianFormatException)
        {
            // Too little of it is there.
        }
    }

    /// <summary>Leaves out the last layer where none of it, or nothing of sense, could be read of what is there.</summary>
    private GaussianStore WithoutUnreadable(GaussianStore store, List<GaussianLayer> read)
    {
        if (_problem is null || read is not [.., var last])
        {
            return store;
        }

        var first = store.Count - last.Count;
        var isBad = _layers[^1].IsCut && GaussianChecks.FirstDefect(store) is var (index, _) && index >= first;
        if (last.Count == 0 || isBad)
        {
            read.RemoveAt(read.Count - 1);
        }

        return isBad ? Keep(store, first) : store;
    }
}
