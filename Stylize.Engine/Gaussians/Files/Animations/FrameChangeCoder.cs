namespace Stylize.Engine.Gaussians.Files.Animations;

/// <summary>
/// Codes the frames after a key frame: for each Gaussian whether it changes, and the differences of its quantized values. Models adapt from
/// frame to frame. docs/gaussian-format.md specifies the code under "Changes".
/// </summary>
/// <param name="quantizer">The quantizer of the key frame.</param>
/// <param name="gaussians">The Gaussians of the key frame in the order of the file. Each frame replaces them.</param>
internal sealed class FrameChangeCoder(CompactQuantizer quantizer, CompactGaussian[] gaussians, bool hasOpacity, bool hasAlpha)
{
    /// <summary>Contexts of a difference: classes of the largest magnitude so far among the differences of the Gaussian.</summary>
    private const int Contexts = 6;

    private readonly AdaptiveBit[] _changed = AdaptiveBit.Create(8);
    private readonly ResidualModel _opacity = new(Contexts);
    private readonly ResidualModel _size = new(Contexts);
    private readonly ResidualModel _u = new(Contexts);
    private readonly ResidualModel _v = new(Contexts);
    private readonly ResidualModel _x = new(Contexts);
    private readonly ResidualModel _y = new(Contexts);
    private readonly ResidualModel _luma = new(Contexts);
    private readonly ResidualModel _orange = new(Contexts);
    private readonly ResidualModel _green = new(Contexts);
    private readonly ResidualModel _alpha = new(Contexts);

    /// <summary>1 for each Gaussian that changed in the previous frame.</summary>
    private readonly byte[] _before = new byte[gaussians.Length];

    /// <summary>Largest magnitude of the differences of the current Gaussian so far.</summary>
    private int _largest;

    public ReadOnlySpan<CompactGaussian> Gaussians => gaussians;

    /// <summary>Moves all centers, before the changes of the next frame.</summary>
    public void Move(GlobalMotion motion)
    {
        if (motion == default) return;

        foreach (ref var g in gaussians.AsSpan())
        {
            motion.Apply(ref g);
        }
    }

    /// <summary>Writes the values of the next frame.</summary>
    /// <returns>The stream; empty if no Gaussian changes.</returns>
    public byte[] Encode(ReadOnlySpan<CompactGaussian> next)
    {
        if (AreEqual(next)) return [];

        var encoder = new RangeEncoder();
        var writer = new BitWriter(encoder);
        Code(ref writer, next);
        byte[] stream = encoder.Finish().ToArray();
        var min = Min(gaussians.Length);
        return stream.Length >= min ? stream : [.. stream, .. new byte[min - stream.Length]];
    }

    /// <summary>Reads the values of the next frame.</summary>
    /// <exception cref="GaussianFormatException">The stream is too short for the number of Gaussians.</exception>
    public void Decode(ReadOnlySpan<byte> stream)
    {
        if (stream.IsEmpty) return;

        GaussianFormatException.ThrowIf(stream.Length < Min(gaussians.Length), "a frame is too short");
        var reader = new BitReader(stream);
        Code(ref reader, gaussians);
    }

    /// <summary>Returns the smallest length of a stream, so that a small file cannot take much time.</summary>
    private static int Min(int count) => (count + 1023) / 1024;

    private bool AreEqual(ReadOnlySpan<CompactGaussian> next)
    {
        for (var i = 0; i < next.Length; i++)
        {
            if (!next[i].HasValuesOf(gaussians[i])) return false;
        }

        return true;
    }

    /// <param name="next">The next frame; ignored when reading.</param>
    private void Code<TCoder>(ref TCoder coder, ReadOnlySpan<CompactGaussian> next)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var (previous, earlier) = (0, 0);
        for (var i = 0; i < gaussians.Length; i++)
        {
            var context = _before[i] + (2 * previous) + (4 * earlier);
            var changed = coder.Code(ref _changed[context], TCoder.Writes && !next[i].HasValuesOf(gaussians[i]) ? 1 : 0);
            if (changed == 1)
            {
                gaussians[i] = CodeChange(ref coder, gaussians[i], TCoder.Writes ? next[i] : default);
            }

            _before[i] = (byte)changed;
            (previous, earlier) = (changed, previous);
        }
    }

    private CompactGaussian CodeChange<TCoder>(ref TCoder coder, in CompactGaussian old, in CompactGaussian next)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        const int MaxLevel = CompactQuantizer.MaxLevel;
        _largest = 0;
        var g = old;
        if (hasOpacity)
        {
            g.Opacity = Code(ref coder, _opacity, old.Opacity, next.Opacity, 0, CompactQuantizer.MaxOpacity);
        }

        g.Size = Code(ref coder, _size, old.Size, next.Size, 1, CompactQuantizer.MaxSize);
        var scales = quantizer.Scales(g);
        var from = quantizer.InSteps(old, scales);
        var max = scales.ElongationStep.MaxElongation;
        g.U = Code(ref coder, _u, from.U, next.U, -max, max);
        g.V = Code(ref coder, _v, from.V, next.V, -max, max);
        var (dropX, dropY) = CompactQuantizer.Drops(g, scales);
        g.X = CodeCoordinate(ref coder, _x, old.X, next.X, dropX);
        g.Y = CodeCoordinate(ref coder, _y, old.Y, next.Y, dropY);
        g.Luma = Code(ref coder, _luma, from.Luma, next.Luma, -MaxLevel, MaxLevel);
        g.Orange = Code(ref coder, _orange, from.Orange, next.Orange, -MaxLevel, MaxLevel);
        g.Green = Code(ref coder, _green, from.Green, next.Green, -MaxLevel, MaxLevel);
        if (hasAlpha)
        {
            g.Alpha = Code(ref coder, _alpha, old.Alpha, next.Alpha, 0, CompactQuantizer.MaxAlpha);
        }

        return g;
    }

    private int CodeCoordinate<TCoder>(ref TCoder coder, ResidualModel model, int old, int next, int drop)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var top = CompactGrid.MaxCoordinate >> drop;
        return CompactQuantizer.Middle(Code(ref coder, model, old >> drop, next >> drop, -top, top) << drop, drop);
    }

    /// <summary>Codes a value by its difference from the previous frame.</summary>
    private int Code<TCoder>(ref TCoder coder, ResidualModel model, int old, int next, int min, int max)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var context = _largest == 0 ? 0 : Math.Min(1 + ((BitOperations.Log2((uint)_largest) + 1) >> 1), Contexts - 1);
        var change = model.Code(ref coder, next - old, context);
        _largest = Math.Max(_largest, Math.Abs(change));
        return (int)Math.Clamp((long)old + change, min, max);
    }
}
