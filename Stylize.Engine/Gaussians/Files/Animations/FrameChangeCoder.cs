namespace Stylize.Engine.Gaussians.Files.Animations;

/// <summary>
/// Codes the frames after a key frame: for each Gaussian whether it changes, and the differences of its quantized values. Models adapt from
/// frame to frame. docs/gaussian-format.md specifies the code under "Changes".
/// </summary>
/// <param name="quantizer">The quantizer of the key frame.</param>
/// <param name="gaussians">The Gaussians of the key frame in the order of the file. Each frame replaces them.</param>
internal sealed class FrameChangeCoder(CompactQuantizer quantizer, CompactGaussian[] gaussians, bool hasOpacity, bool hasAlpha)
{
    private const int Classes = PredictiveCoder.Classes;

    private readonly AdaptiveBit[] _changed = AdaptiveBit.Create(8);
    private readonly PredictiveCoder _opacity = Coder([.2]);
    private readonly PredictiveCoder _size = Coder([.2]);
    private readonly PredictiveCoder _u = Coder([.2]);
    private readonly PredictiveCoder _v = Coder([.2]);
    private readonly PredictiveCoder _x = Coder([.4, .2]);
    private readonly PredictiveCoder _y = Coder([.4, .2]);
    private readonly PredictiveCoder _luma = Coder([.2]);
    private readonly PredictiveCoder _orange = Coder([.2]);
    private readonly PredictiveCoder _green = Coder([.2]);
    private readonly ResidualModel _alpha = new(1);

    /// <summary>Movement of each Gaussian in the previous frame beyond the global motion, in points, and 1 if it changed.</summary>
    private readonly (int X, int Y, byte Changed)[] _before = new (int, int, byte)[gaussians.Length];

    /// <summary>Differences of the Gaussian that changed last.</summary>
    private CompactGaussian _last;

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

    private static PredictiveCoder Coder(ReadOnlySpan<double> weights) => new(weights, .01, 0, (Classes, 2, 1));

    private bool AreEqual(ReadOnlySpan<CompactGaussian> next)
    {
        for (var i = 0; i < next.Length; i++)
        {
            if (!AreEqual(gaussians[i], next[i])) return false;
        }

        return true;
    }

    private static bool AreEqual(in CompactGaussian a, in CompactGaussian b) =>
        (a.X, a.Y, a.Size, a.U, a.V, a.Opacity) == (b.X, b.Y, b.Size, b.U, b.V, b.Opacity)
        && (a.Luma, a.Orange, a.Green, a.Alpha) == (b.Luma, b.Orange, b.Green, b.Alpha);

    /// <param name="next">The next frame; ignored when reading.</param>
    private void Code<TCoder>(ref TCoder coder, ReadOnlySpan<CompactGaussian> next)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var (previous, earlier) = (0, 0);
        for (var i = 0; i < gaussians.Length; i++)
        {
            var context = _before[i].Changed + (2 * previous) + (4 * earlier);
            var changed = coder.Code(ref _changed[context], TCoder.Writes && !AreEqual(gaussians[i], next[i]) ? 1 : 0);
            if (changed == 1)
            {
                var old = gaussians[i];
                gaussians[i] = CodeChange(ref coder, old, TCoder.Writes ? next[i] : default, _before[i]);
                _before[i] = (gaussians[i].X - old.X, gaussians[i].Y - old.Y, 1);
            }
            else
            {
                _before[i] = default;
            }

            (previous, earlier) = (changed, previous);
        }
    }

    private CompactGaussian CodeChange<TCoder>(
        ref TCoder coder, in CompactGaussian old, in CompactGaussian next, (int X, int Y, byte Changed) before)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        const int MaxLevel = CompactQuantizer.MaxLevel;
        var second = (int)before.Changed;
        var g = old;
        if (hasOpacity)
        {
            var change = _opacity.Code(ref coder, next.Opacity - old.Opacity, Feature(_last.Opacity), _size.Class, second);
            g.Opacity = Sum(old.Opacity, change, 0, CompactQuantizer.MaxOpacity);
        }

        var sizes = _size.Code(ref coder, next.Size - old.Size, Feature(_last.Size), _opacity.Class, second);
        g.Size = Sum(old.Size, sizes, 1, CompactQuantizer.MaxSize);
        var (was, now) = (quantizer.Scales(old), quantizer.Scales(g));
        var max = now.ElongationStep.MaxElongation;
        var u = CompactQuantizer.Rescaled(old.U, was.Elongation, now.Elongation, max);
        var us = _u.Code(ref coder, next.U - u, Feature(_last.U), _size.Class, second);
        g.U = Sum(u, us, -max, max);
        var v = CompactQuantizer.Rescaled(old.V, was.Elongation, now.Elongation, max);
        var vs = _v.Code(ref coder, next.V - v, Feature(_last.V), _u.Class, second);
        g.V = Sum(v, vs, -max, max);
        var (dropX, dropY) = CompactQuantizer.Drops(g, now);
        g.X = Move(ref coder, _x, old.X, next.X, dropX, _last.X, before.X, _y.Class, second);
        g.Y = Move(ref coder, _y, old.Y, next.Y, dropY, _last.Y, before.Y, _x.Class, second);
        var luma = CompactQuantizer.Rescaled(old.Luma, was.Luma, now.Luma, MaxLevel);
        var lumas = _luma.Code(ref coder, next.Luma - luma, Feature(_last.Luma), _y.Class, second);
        g.Luma = Sum(luma, lumas, -MaxLevel, MaxLevel);
        var orange = CompactQuantizer.Rescaled(old.Orange, was.Chroma, now.Chroma, MaxLevel);
        var oranges = _orange.Code(ref coder, next.Orange - orange, Feature(_last.Orange), _luma.Class, second);
        g.Orange = Sum(orange, oranges, -MaxLevel, MaxLevel);
        var green = CompactQuantizer.Rescaled(old.Green, was.Chroma, now.Chroma, MaxLevel);
        var greens = _green.Code(ref coder, next.Green - green, Feature(_last.Green), _orange.Class, second);
        g.Green = Sum(green, greens, -MaxLevel, MaxLevel);
        if (hasAlpha)
        {
            g.Alpha = Sum(old.Alpha, _alpha.Code(ref coder, next.Alpha - old.Alpha, 0), 0, CompactQuantizer.MaxAlpha);
        }

        _last = new CompactGaussian
        {
            Opacity = g.Opacity - old.Opacity,
            Size = g.Size - old.Size,
            U = g.U - u,
            V = g.V - v,
            X = g.X - old.X,
            Y = g.Y - old.Y,
            Luma = g.Luma - luma,
            Orange = g.Orange - orange,
            Green = g.Green - green,
        };
        return g;
    }

    /// <summary>Codes a coordinate by the movements of the Gaussian that changed last, and of this one in the previous frame.</summary>
    private static int Move<TCoder>(
        ref TCoder coder, PredictiveCoder moves, int old, int next, int drop, int last, int before, int first, int second)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var perPoint = 1.0 / (1 << drop);
        var move = moves.Code(
            ref coder, (next >> drop) - (old >> drop), Vector256.Create(last * perPoint, before * perPoint, 0, 0), first, second);
        var top = CompactGrid.MaxCoordinate >> drop;
        return CompactQuantizer.Middle(Sum(old >> drop, move, -top, top) << drop, drop);
    }

    private static int Sum(int value, int change, int min, int max) => (int)Math.Clamp((long)value + change, min, max);

    private static Vector256<double> Feature(int value) => Vector256.CreateScalar((double)value);
}
