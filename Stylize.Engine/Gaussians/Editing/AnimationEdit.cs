using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Transforms;

namespace Stylize.Engine.Gaussians.Editing;

/// <summary>Where edits place a picture.</summary>
/// <param name="Map">Map from pixels of the picture to pixels of the canvas.</param>
/// <param name="IsCropped">True to leave out Gaussians that do not overlap the canvas.</param>
internal sealed record CanvasPlacement(AffineMap Map, int Width, int Height, bool IsCropped)
{
    /// <summary>Returns a model on the canvas. The caller owns it.</summary>
    public GaussianModel Apply(GaussianModel model)
    {
        var mapped = GaussianTransforms.Map(model, Map, Width, Height);
        if (!IsCropped) return mapped;

        using (mapped)
        {
            return GaussianTransforms.Crop(mapped, 0, 0, Width, Height);
        }
    }
}

/// <summary>
/// Writes edited frames of animations. Gaussians move and change where those of the source do, so that a frame takes
/// about as many bytes.
/// </summary>
internal sealed class AnimationEdit(OperationContext context)
{
    /// <summary>Largest distance in 1/16 pixel from the exact place, at which a Gaussian that only moves stays as it
    /// is.</summary>
    private const int MaxDrift = 4;

    private readonly GaussianAnimationWriter _writer = new();

    /// <summary>Adds frames of an animation.</summary>
    /// <param name="first">Number of the first frame, from 0.</param>
    /// <param name="last">Number of the last frame.</param>
    public void Append(GaussianAnimation source, int first, int last, CanvasPlacement placement, double speed)
    {
        var starts = source.KeyFrames.Where(key => key > first && key <= last).Prepend(first).ToArray();
        var (time, shown) = (0.0, 0L);
        for (var k = 0; k < starts.Length; k++)
        {
            var count = (k + 1 < starts.Length ? starts[k + 1] : last + 1) - starts[k];
            var group = new EditedGroup(source, starts[k], count, placement, context);
            foreach (var (key, changes) in group.Frames())
            {
                // The times of all frames so far are rounded together.
                time += source.Durations[starts[k] + group.Done] / speed;
                var milliseconds = (int)Math.Min(Math.Round(time) - shown, AnimationParser.MaxMilliseconds);
                shown += milliseconds;
                if (key is not null)
                {
                    _writer.AddKey(milliseconds, key, group.Count);
                }
                else
                {
                    _writer.Add(milliseconds, changes);
                }
            }
        }
    }

    /// <inheritdoc cref="GaussianAnimationWriter.ToBytes"/>
    public byte[] ToBytes(CanvasPlacement placement, int plays, IReadOnlyDictionary<string, string> metadata) =>
        _writer.ToBytes(placement.Width, placement.Height, plays, metadata);

    /// <summary>The edited frames from a key frame to the next.</summary>
    private sealed class EditedGroup(
        GaussianAnimation source, int first, int count, CanvasPlacement placement, OperationContext context)
    {
        /// <summary>Index in the source of each Gaussian, in the order of the edited file.</summary>
        private int[] _sources = [];

        public int Count => _sources.Length;

        /// <summary>Number of frames before the current one.</summary>
        public int Done { get; private set; }

        /// <summary>Returns the file of the key frame, then the changes of each frame after it.</summary>
        public IEnumerable<(byte[]? Key, byte[] Changes)> Frames()
        {
            _sources = Kept();
            DecodedGroup? edited = null;
            CompactGaussian[] before = [];
            try
            {
                foreach (var group in source.Groups(first, count))
                {
                    context.Cancellation.ThrowIfCancellationRequested();
                    using var model = Mapped(group);
                    if (edited is null)
                    {
                        var octaves = .5 * PortableMath.Log2(Math.Abs(placement.Map.Determinant));
                        var file = GaussianFileWriter.ToBytes(
                            model, GaussianProfile.Compact, context.MaxThreads, group.Quantizer.Steps.Resized(octaves));
                        edited = DecodedGroup.Read(file, GaussianReadOptions.Default, null);
                        _sources = Reordered(model, edited);
                        yield return (file, []);
                    }
                    else
                    {
                        yield return (null, Change(group, model, before, edited));
                    }

                    before = group.Changes.Gaussians.ToArray();
                    Done++;
                }
            }
            finally
            {
                edited?.Dispose();
            }
        }

        /// <summary>Returns the Gaussians that overlap the canvas in any frame.</summary>
        private int[] Kept()
        {
            var kept = new List<bool>();
            foreach (var group in source.Groups(first, placement.IsCropped ? count : 1))
            {
                using var model = group.Model();
                using var mapped = GaussianTransforms.Map(model, placement.Map, placement.Width, placement.Height);
                CollectionsMarshal.SetCount(kept, model.Count);
                for (var i = 0; i < model.Count; i++)
                {
                    kept[i] |= !placement.IsCropped || GaussianTransforms.Overlaps(mapped, i, mapped.Cutoff);
                }
            }

            return [.. Enumerable.Range(0, kept.Count).Where(i => kept[i])];
        }

        private GaussianModel Mapped(DecodedGroup group)
        {
            using var model = group.Model();
            using var kept = model.With(model.Store.Gather(_sources));
            return GaussianTransforms.Map(kept, placement.Map, placement.Width, placement.Height);
        }

        /// <summary>Returns the sources in the order of the written file, found by the values of the
        /// Gaussians.</summary>
        private int[] Reordered(GaussianModel model, DecodedGroup edited)
        {
            var quantizer = new ModelQuantizer(model, edited.Quantizer);
            quantizer.Quantize(0, model.Count);
            var (from, to) = (Sorted(quantizer.Gaussians), Sorted(edited.Changes.Gaussians.ToArray()));
            var sources = new int[from.Length];
            for (var i = 0; i < from.Length; i++)
            {
                sources[to[i]] = _sources[from[i]];
            }

            return sources;
        }

        private static int[] Sorted(CompactGaussian[] gaussians)
        {
            int[] order = [.. Enumerable.Range(0, gaussians.Length)];
            Array.Sort(
                Array.ConvertAll(gaussians,
                    g => (g.X, g.Y, g.Size, g.U, g.V, (g.Luma, g.Orange, g.Green, g.Opacity, g.Alpha))), order);
            return order;
        }

        /// <summary>Returns the changes of a frame.</summary>
        /// <param name="model">The edited frame.</param>
        /// <param name="before">The Gaussians of the source's frame before.</param>
        private byte[] Change(DecodedGroup group, GaussianModel model, CompactGaussian[] before, DecodedGroup edited)
        {
            var (old, coder) = (group.Changes, edited.Changes);
            var motion = old.Motion?.Mapped(placement.Map, placement.Width, placement.Height, Count);
            coder.Move(motion, Array.ConvertAll(_sources, i => !old.Moves(i)));
            var exact = new ModelQuantizer(model, edited.Quantizer);
            exact.Quantize(0, Count);
            var next = coder.Gaussians.ToArray();
            for (var i = 0; i < Count; i++)
            {
                var moved = before[_sources[i]];
                if (old.Moves(_sources[i]))
                {
                    MotionField.Apply(old.Motion!.VectorAt(moved.X, moved.Y), ref moved);
                }

                var x = model.Store.X[i] * (double)model.Width * CompactQuantizer.PointsPerPixel;
                var y = model.Store.Y[i] * (double)model.Height * CompactQuantizer.PointsPerPixel;
                var (dropX, dropY) = CompactQuantizer.Drops(next[i], edited.Quantizer.Scales(next[i]));
                var drifts = Math.Abs(next[i].X - x) > Math.Max(MaxDrift, 1 << dropX)
                    || Math.Abs(next[i].Y - y) > Math.Max(MaxDrift, 1 << dropY);
                if (drifts || !moved.HasValuesOf(old.Gaussians[_sources[i]]))
                {
                    next[i] = exact.Gaussians[i];
                }
            }

            return coder.Encode(next);
        }
    }
}
