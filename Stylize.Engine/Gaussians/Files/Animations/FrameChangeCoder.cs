using Stylize.Engine.Gaussians.Files.Coding;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Gaussians.Files.Animations;

/// <summary>
/// Codes the frames after a key frame: how the picture moves, for each Gaussian whether it changes, and the differences
/// of its quantized values. Models adapt from frame to frame. docs/gaussian-format.md specifies the code under
/// "Frames".
/// </summary>
/// <param name="quantizer">The quantizer of the key frame.</param>
/// <param name="gaussians">The Gaussians of the key frame in the order of the file. Each frame replaces them.</param>
internal sealed class FrameChangeCoder(
    GaussianFileHeader header, CompactQuantizer quantizer, CompactGaussian[] gaussians)
{
    /// <summary>Contexts of a component of a vector: classes of the residual of the node before, or of the other
    /// component.</summary>
    private const int MotionContexts = 3;

    /// <summary>Contexts of a difference: classes of the largest magnitude so far among the differences of the
    /// Gaussian.</summary>
    private const int Contexts = 6;

    private readonly AdaptiveBit[] _moves = AdaptiveBit.Create(2);
    private readonly ResidualModel _camera = new(contexts: 1);
    private readonly ResidualModel _moveX = new(MotionContexts);
    private readonly ResidualModel _moveY = new(MotionContexts);
    private readonly AdaptiveBit[] _stays = AdaptiveBit.Create(4);
    private readonly AdaptiveBit[] _changed = AdaptiveBit.Create(16);
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

    private MotionField? _earlierMotion;

    /// <summary>How each Gaussian moved in the current frame, and before that in the previous frame.</summary>
    private readonly Movement[] _movements = new Movement[gaussians.Length];
    private readonly Movement[] _earlierMovements = new Movement[gaussians.Length];

    /// <summary>1 for each Gaussian that changed in the previous frame.</summary>
    private readonly byte[] _before = new byte[gaussians.Length];

    /// <summary>Largest magnitude of the differences of the current Gaussian so far.</summary>
    private int _largest;

    public ReadOnlySpan<CompactGaussian> Gaussians => gaussians;

    /// <summary>The movement of the current frame; null for none.</summary>
    public MotionField? Motion { get; private set; }

    /// <summary>Moves the centers, before the changes of the next frame.</summary>
    /// <param name="motion">The movement; null for none.</param>
    /// <param name="stays">True for each Gaussian that does not move with its surroundings; empty for none.</param>
    public void Move(MotionField? motion, ReadOnlySpan<bool> stays)
    {
        Start(motion);
        for (var i = 0; motion is not null && i < gaussians.Length; i++)
        {
            var vector = motion.VectorAt(gaussians[i].X, gaussians[i].Y);
            if (vector != default)
            {
                SetMovement(i, vector, !stays.IsEmpty && stays[i]);
            }
        }
    }

    /// <summary>Returns true if a Gaussian moved before the changes.</summary>
    public bool Moves(int gaussian) => _movements[gaussian] == Movement.Moves;

    private void SetMovement(int i, (int X, int Y) vector, bool stays)
    {
        _movements[i] = stays ? Movement.Stays : Movement.Moves;
        if (!stays)
        {
            MotionField.Apply(vector, ref gaussians[i]);
        }
    }

    private void Start(MotionField? motion)
    {
        (_earlierMotion, Motion) = (Motion, motion);
        _movements.CopyTo(_earlierMovements, 0);
        Array.Clear(_movements);
    }

    /// <summary>Writes the movement and the values of the next frame.</summary>
    /// <returns>The stream; empty if no Gaussian moves or changes.</returns>
    public byte[] Encode(ReadOnlySpan<CompactGaussian> next)
    {
        if (Motion is null && AreEqual(next)) return [];

        var encoder = new RangeEncoder();
        var writer = new BitWriter(encoder);
        CodeMotion(ref writer, Motion, _earlierMotion);
        Code(ref writer, next);
        byte[] stream = encoder.Finish().ToArray();
        var min = Math.Max(1, Min(gaussians.Length));
        return stream.Length >= min ? stream : [.. stream, .. new byte[min - stream.Length]];
    }

    /// <summary>Reads the next frame.</summary>
    /// <exception cref="GaussianFormatException">The stream is damaged.</exception>
    public void Decode(ReadOnlySpan<byte> stream)
    {
        if (stream.IsEmpty)
        {
            Start(null);
            return;
        }

        GaussianFormatException.ThrowIf(stream.Length < Min(gaussians.Length), "a frame is too short");
        var reader = new BitReader(stream);
        Start(CodeMotion(ref reader, null, Motion));
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

    /// <param name="motion">The movement; ignored when reading.</param>
    /// <param name="earlier">The movement of the frame before.</param>
    private MotionField? CodeMotion<TCoder>(ref TCoder coder, MotionField? motion, MotionField? earlier)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        if (coder.Code(ref _moves[earlier is null ? 0 : 1], motion is null ? 0 : 1) == 0) return null;

        var spacing = (int)coder.CodeBits((uint)(motion?.Spacing ?? 0), BitOperations.PopCount(MotionField.MaxSpacing));
        GaussianFormatException.ThrowIf(
            !MotionField.Allows(header.Width, header.Height, spacing, gaussians.Length),
            "the motion of a frame has too many parts");
        var (old, corners) = (earlier?.Corners ?? default, motion?.Corners ?? default);
        var first = Corner(ref coder, old.First, corners.First);
        var right = Corner(ref coder, old.Right, corners.Right);
        var below = Corner(ref coder, old.Below, corners.Below);
        var coded = new MotionField(header.Width, header.Height, spacing) { Corners = (first, right, below) };
        for (var row = 0; row < coded.Rows; row++)
        {
            var context = 0;
            for (var column = 0; column < coded.Columns; column++)
            {
                var (x, y) = coded.Predict(column, row, earlier);
                var wanted = motion?[column, row] ?? default;
                var changeX = _moveX.Code(ref coder, wanted.X - x, context);
                var changeY = _moveY.Code(ref coder, wanted.Y - y, Class(changeX));
                context = Math.Max(Class(changeX), Class(changeY));
                coded[column, row] = (Limited(x, changeX), Limited(y, changeY));
            }
        }

        return coded;

        static int Class(int change) => change == 0 ? 0 : change is > -4 and < 4 ? 1 : 2;
    }

    private (int X, int Y) Corner<TCoder>(ref TCoder coder, (int X, int Y) old, (int X, int Y) wanted)
        where TCoder : struct, IBitCoder, allows ref struct =>
        (Limited(old.X, _camera.Code(ref coder, wanted.X - old.X, 0)),
            Limited(old.Y, _camera.Code(ref coder, wanted.Y - old.Y, 0)));

    private static int Limited(int value, int change) =>
        (int)Math.Clamp((long)value + change, -MotionField.MaxVector, MotionField.MaxVector);

    /// <param name="next">The next frame; ignored when reading.</param>
    private void Code<TCoder>(ref TCoder coder, ReadOnlySpan<CompactGaussian> next)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        var (previous, earlier) = (0, 0);
        var stayed = 0;
        for (var i = 0; i < gaussians.Length; i++)
        {
            if (Motion is not null)
            {
                CodeMovement(ref coder, i, ref stayed);
            }

            var context = _before[i] + (2 * previous) + (4 * earlier) + (_movements[i] == Movement.Moves ? 8 : 0);
            var changed =
                coder.Code(ref _changed[context], TCoder.Writes && !next[i].HasValuesOf(gaussians[i]) ? 1 : 0);
            if (changed == 1)
            {
                gaussians[i] = CodeChange(ref coder, gaussians[i], TCoder.Writes ? next[i] : default);
            }

            _before[i] = (byte)changed;
            (previous, earlier) = (changed, previous);
        }
    }

    /// <param name="stayed">1 if the Gaussian before stayed where its surroundings move.</param>
    private void CodeMovement<TCoder>(ref TCoder coder, int i, ref int stayed)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        // A writer has moved the Gaussians before.
        var vector = TCoder.Writes ? default : Motion!.VectorAt(gaussians[i].X, gaussians[i].Y);
        if (TCoder.Writes ? _movements[i] == Movement.None : vector == default) return;

        var context = stayed + (_earlierMovements[i] == Movement.Stays ? 2 : 0);
        stayed = coder.Code(ref _stays[context], _movements[i] == Movement.Stays ? 1 : 0);
        if (!TCoder.Writes)
        {
            SetMovement(i, vector, stayed == 1);
        }
    }

    private CompactGaussian CodeChange<TCoder>(ref TCoder coder, in CompactGaussian old, in CompactGaussian next)
        where TCoder : struct, IBitCoder, allows ref struct
    {
        const int MaxLevel = CompactQuantizer.MaxLevel;
        _largest = 0;
        var g = old;
        if (header.HasOpacity)
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
        if (header.HasAlpha)
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

    private enum Movement : byte
    {
        /// <summary>The surroundings are still.</summary>
        None,
        Moves,
        Stays,
    }
}
