using Stylize.Engine.DotArt.Edges;
using Stylize.Engine.Drawings;

namespace Stylize.Engine.DotArt.Kinds;

/// <summary>
/// Strokes along the edge tangent flow, evenly spaced (Jobard and Lefer, "Creating evenly-spaced streamlines of arbitrary density", 1997):
/// each stroke starts at the distance of its tone from an earlier stroke, grows in both directions, and ends before it comes too close to
/// another stroke. Light tones get few and short strokes.
/// </summary>
internal sealed class FlowKind : StrokeKind
{
    /// <summary>Share of the distance at which a growing stroke ends.</summary>
    private const float EndShare = 0.6f;

    /// <summary>Strokes end near others, which leaves gaps. Their distance is smaller by this factor, so that they cover the
    /// tone.</summary>
    private const float Tightening = 0.9f;

    /// <summary>Coverage below which the paper stays blank, and that of the densest strokes.</summary>
    private const float MinCoverage = 0.04f, MaxCoverage = 0.9f;

    /// <summary>Shortest stroke, and longest strokes in light and dark tones, in line widths.</summary>
    private const float MinLength = 5f, LightLength = 20f, DarkLength = 160f;

    /// <summary>Smallest cosine of the turn of one step.</summary>
    private const float MinCosine = 0.7f;

    public override string? Preset => "Flow";

    public override bool Draws(DotArtOptions options) => options.Distribution == DotDistribution.Flow;

    protected override TangentField Field(Raster<Rgba32> copy, OperationContext context) =>
        TangentField.FromImage(copy, context.MaxThreads, context.Cancellation);

    /// <inheritdoc/>
    /// <param name="angle">Angle between the strokes and the edges in degrees, counterclockwise.</param>
    protected override void Draw(StrokeTarget target, DotArtPlan plan, int ink, float angle, ThreadGrant maxThreads)
    {
        var (sine, cosine) = PortableMath.SinCosDegrees(angle);
        new Search(target, target.Field!, (float)sine, (float)cosine).Run();
    }

    private sealed class Search(StrokeTarget target, TangentField field, float sine, float cosine)
    {
        private readonly float _step = target.LineWidth, _cell = 2 * target.LineWidth;
        private readonly int _columns = Cells(target, target.Width);
        private readonly int[] _heads =
            [.. Enumerable.Repeat(-1, Cells(target, target.Width) * Cells(target, target.Height))];
        private readonly List<(float X, float Y, int Next)> _points = [];
        private readonly List<Dot> _stroke = [], _back = [];

        public void Run()
        {
            var drawn = target.Strokes.Count;
            var next = 0;
            for (var y = _cell / 2; y < target.Height; y += _cell)
            {
                for (var x = _cell / 2; x < target.Width; x += _cell)
                {
                    target.Cancellation.ThrowIfCancellationRequested();
                    Try(x, y);

                    // Strokes next to strokes come first, so that neighbors are parallel.
                    for (next = Math.Max(next, drawn); next < target.Strokes.Count; next++)
                    {
                        SeedBeside(next);
                    }
                }
            }
        }

        private static int Cells(StrokeTarget target, int length) => (int)(length / (2 * target.LineWidth)) + 1;

        private void SeedBeside(int stroke)
        {
            const int Every = 3;
            var length = target.Strokes[stroke].Length;
            for (var i = 1; i < length; i += Every)
            {
                var (before, point) = (target.Strokes[stroke][i - 1], target.Strokes[stroke][i]);
                var distance = 1.01f * Distance(target.At(point.X, point.Y));
                float dx = (point.X - before.X) / _step, dy = (point.Y - before.Y) / _step;
                Try(point.X - (distance * dy), point.Y + (distance * dx));
                Try(point.X + (distance * dy), point.Y - (distance * dx));
            }
        }

        /// <summary>Draws a stroke through a point, if it is far enough from all others.</summary>
        private void Try(float x, float y)
        {
            if (!IsFree(x, y, 1f)) return;

            var limit = (LightLength + ((DarkLength - LightLength) * target.At(x, y))) * target.LineWidth / 2;
            _back.Clear();
            _stroke.Clear();
            Grow(x, y, -1f, limit, _back);
            Grow(x, y, 1f, limit, _stroke);
            if ((_back.Count + _stroke.Count) * _step < MinLength * target.LineWidth) return;

            target.Strokes.Begin();
            for (var i = _back.Count - 1; i >= 0; i--)
            {
                Keep(_back[i]);
            }

            Keep(target.Point(x, y, target.LineWidth / 2));
            foreach (var point in _stroke)
            {
                Keep(point);
            }
        }

        private void Keep(Dot point)
        {
            target.Strokes.Add(point);
            ref var head = ref _heads[((int)(point.Y / _cell) * _columns) + (int)(point.X / _cell)];
            _points.Add((point.X, point.Y, head));
            head = _points.Count - 1;
        }

        /// <summary>Follows the flow with the midpoint rule.</summary>
        private void Grow(float x, float y, float sign, float limit, List<Dot> grown)
        {
            var (dx, dy) = Direction(x, y);
            (dx, dy) = (sign * dx, sign * dy);
            for (var length = _step; length <= limit; length += _step)
            {
                var (mx, my) = Along(x + (_step / 2 * dx), y + (_step / 2 * dy), dx, dy);
                if ((mx * dx) + (my * dy) < MinCosine) return;

                (dx, dy) = (mx, my);
                (x, y) = (x + (_step * dx), y + (_step * dy));
                if (!IsFree(x, y, EndShare)) return;

                grown.Add(target.Point(x, y, target.LineWidth / 2));
            }
        }

        private (float X, float Y) Along(float x, float y, float dx, float dy)
        {
            var (tx, ty) = Direction(x, y);
            return (tx * dx) + (ty * dy) < 0 ? (-tx, -ty) : (tx, ty);
        }

        private (float X, float Y) Direction(float x, float y)
        {
            var (tx, ty) = field.At(x, y);
            return ((cosine * tx) + (sine * ty), (cosine * ty) - (sine * tx));
        }

        /// <summary>Returns the distance of strokes that cover a tone.</summary>
        private float Distance(float coverage) =>
            Tightening * target.LineWidth / Math.Clamp(coverage, MinCoverage, MaxCoverage);

        private bool IsFree(float x, float y, float share)
        {
            if (!target.Contains(x, y, target.LineWidth / 2)) return false;

            var coverage = target.At(x, y);
            if (coverage < MinCoverage) return false;

            var distance = share * Distance(coverage);
            int left = Math.Max(0, (int)((x - distance) / _cell)), right = Math.Min(_columns - 1, (int)((x + distance) / _cell));
            int top = Math.Max(0, (int)((y - distance) / _cell));
            var bottom = Math.Min((_heads.Length / _columns) - 1, (int)((y + distance) / _cell));
            for (var row = top; row <= bottom; row++)
            {
                for (var column = left; column <= right; column++)
                {
                    for (var at = _heads[(row * _columns) + column]; at >= 0; at = _points[at].Next)
                    {
                        float dx = _points[at].X - x, dy = _points[at].Y - y;
                        if ((dx * dx) + (dy * dy) < distance * distance) return false;
                    }
                }
            }

            return true;
        }
    }
}
