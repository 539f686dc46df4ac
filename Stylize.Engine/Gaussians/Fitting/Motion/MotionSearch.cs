using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Compact;

namespace Stylize.Engine.Gaussians.Fitting.Motion;

/// <summary>
/// Finds how the parts of a picture move: the vectors of a <see cref="MotionField"/> that minimize the differences
/// between the moved picture and the frame plus the bits of the vectors. Each node tries the vectors of its neighbors
/// and small steps, on pictures that are blurred less and less.
/// </summary>
/// <param name="gaussians">Number of Gaussians.</param>
/// <param name="errorPerBit">Error, as half of the sum of squared differences, that is worth a bit.</param>
internal sealed class MotionSearch(
    int gaussians, double errorPerBit, ThreadGrant threads, CancellationToken cancellation)
{
    private const int MinSide = 16;
    private const int Points = CompactQuantizer.PointsPerPixel;

    /// <summary>Distance of nodes relative to that of Gaussians, at least.</summary>
    private const double NodeDistance = 1.2;

    /// <summary>Steps of the first search, over the range of <see cref="MotionEstimate.MaxTranslation"/>.</summary>
    private const int RangeSteps = 4;

    /// <summary>
    /// Standard deviations of the blur in pixels, with each the samples between nodes along an axis, and the steps in
    /// 1/16 pixel.
    /// </summary>
    private static readonly (float Blur, int Samples, int[] Steps)[] Stages = [(4, 4, [48, 24]), (2, 4, [16, 8]),
        (1, 8, [4, 2, 1])];
    private static readonly int[] LastSteps = [2, 1];

    /// <summary>Worth of a bit of a vector relative to other bits: changes of the Gaussians correct a part of the error
    /// anyway.</summary>
    private const double VectorWorth = 4;

    private static readonly (int Column, int Row)[] Neighbors = [(-1, 0), (0, -1), (1, 0), (0, 1)];

    /// <summary>Returns the movement from a frame to the next; null for none.</summary>
    /// <param name="shown">The picture of the Gaussians of the first frame.</param>
    public MotionField? Find(Raster<Rgba32> from, Raster<Rgba32> shown, Raster<Rgba32> to)
    {
        if (Math.Min(from.Width, from.Height) < MinSide || Spacing(from) is not { } spacing) return null;

        using var grayFrom = MotionPlanes.Gray(from);
        using var grayTo = MotionPlanes.Gray(to);
        var stages = Array.ConvertAll(
            Stages, stage => MotionPlanes.FromGray(grayFrom, grayTo, stage.Blur, stage.Samples, threads, cancellation));
        try
        {
            var camera = MotionEstimate.Between(stages);
            var field = new MotionField(from.Width, from.Height, spacing);
            var (right, below) = (field.Point(field.Columns - 1), field.Point(field.Rows - 1));
            field.Corners = (At(camera, from, 0, 0), At(camera, from, right, 0), At(camera, from, 0, below));
            for (var row = 0; row < field.Rows; row++)
            {
                for (var column = 0; column < field.Columns; column++)
                {
                    field[column, row] = field.Camera(column, row);
                }
            }

            var isOpen = new bool[field.Columns, field.Rows];
            for (var i = 0; i < stages.Length; i++)
            {
                SetAll(isOpen);
                for (var sweep = 0; sweep < 2; sweep++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Sweep(field, stages[i], Stages[i].Steps, isOpen, isFirst: i + sweep == 0, movingOnly: false);
                }
            }

            if (field.IsStill) return null;

            // Corrects the rounding errors of earlier frames.
            using var grayShown = MotionPlanes.Gray(shown);
            using var last =
                MotionPlanes.FromGray(grayShown, grayTo, Stages[^1].Blur, Stages[^1].Samples, threads, cancellation);
            SetAll(isOpen);
            Sweep(field, last, LastSteps, isOpen, isFirst: false, movingOnly: true);
            return field;
        }
        finally
        {
            Array.ForEach(stages, planes => planes.Dispose());
        }
    }

    private int? Spacing(Raster<Rgba32> picture)
    {
        var distance = NodeDistance * Math.Sqrt((double)picture.PixelCount / Math.Max(1, gaussians));
        for (var spacing = 0; spacing <= MotionField.MaxSpacing; spacing++)
        {
            if (8 << spacing >= distance && MotionField.Allows(picture.Width, picture.Height, spacing, gaussians))
            {
                return spacing;
            }
        }

        return null;
    }

    private static void SetAll(bool[,] isOpen) =>
        MemoryMarshal.CreateSpan(ref isOpen[0, 0], isOpen.Length).Fill(true);

    /// <param name="isOpen">True for nodes to search; afterward, for those whose neighbors have changed.</param>
    private void Sweep(
        MotionField field, MotionPlanes planes, int[] steps, bool[,] isOpen, bool isFirst, bool movingOnly)
    {
        for (var row = 0; row < field.Rows; row++)
        {
            for (var column = 0; column < field.Columns; column++)
            {
                var isSkipped = !isOpen[column, row] || (movingOnly && field[column, row] == default);
                isOpen[column, row] = false;
                if (isSkipped || !double.IsFinite(planes.Difference(field, column, row, field.Camera(column, row))))
                {
                    continue;
                }

                var search = new NodeSearch(field, planes, errorPerBit, column, row);
                search.Try(default);
                search.Try(field.Camera(column, row));
                foreach (var (dx, dy) in Neighbors)
                {
                    if (IsNode(field, column + dx, row + dy))
                    {
                        search.Try(field[column + dx, row + dy]);
                    }
                }

                if (isFirst)
                {
                    var side = Math.Max(planes.Before.Width, planes.Before.Height);
                    var range = MotionEstimate.MaxTranslation * Points * side;
                    search.TryAround(RangeSteps, (int)Math.Ceiling(range / RangeSteps));
                }

                foreach (var step in steps)
                {
                    search.TryAround(1, step);
                }

                if (search.Best == field[column, row]) continue;

                field[column, row] = search.Best;
                foreach (var (dx, dy) in Neighbors)
                {
                    if (IsNode(field, column + dx, row + dy))
                    {
                        isOpen[column + dx, row + dy] = true;
                    }
                }
            }
        }
    }

    /// <summary>Returns the movement of a point, both in 1/16 pixel.</summary>
    private static (int X, int Y) At(AffineMotion camera, Raster<Rgba32> picture, int x, int y)
    {
        var (dx, dy) =
            camera.At(((double)x / Points) - (picture.Width / 2.0), ((double)y / Points) - (picture.Height / 2.0));
        return (Limited(Points * dx), Limited(Points * dy));
    }

    private static bool IsNode(MotionField field, int column, int row) =>
        column >= 0 && row >= 0 && column < field.Columns && row < field.Rows;

    private static int Limited(double component) =>
        (int)Math.Clamp(Math.Round(component), -MotionField.MaxVector, MotionField.MaxVector);

    /// <summary>The search of a node.</summary>
    private struct NodeSearch
    {
        private readonly MotionField _field;
        private readonly MotionPlanes _planes;
        private readonly double _errorPerBit;
        private readonly int _column;
        private readonly int _row;
        private double _cost;

        public NodeSearch(MotionField field, MotionPlanes planes, double errorPerBit, int column, int row)
        {
            (_field, _planes, _errorPerBit, _column, _row) = (field, planes, errorPerBit, column, row);
            Best = field[column, row];
            _cost = Cost(Best, double.PositiveInfinity);
        }

        public (int X, int Y) Best { get; private set; }

        public void Try((int X, int Y) vector)
        {
            if (vector == Best) return;

            var cost = Cost(vector, _cost);
            if (cost < _cost)
            {
                (Best, _cost) = (vector, cost);
            }
        }

        public void TryAround(int reach, int step)
        {
            var (x, y) = Best;
            for (var i = -reach; i <= reach; i++)
            {
                for (var k = -reach; k <= reach; k++)
                {
                    Try((Limited(x + (k * step)), Limited(y + (i * step))));
                }
            }
        }

        /// <param name="limit">If the cost is larger, the result may be any value above the limit.</param>
        private readonly double Cost((int X, int Y) vector, double limit)
        {
            // Half of the bits of the differences from each neighbor, as each difference belongs to two nodes.
            var (bits, camera) = (0.0, _field.Camera(_column, _row));
            foreach (var (dx, dy) in Neighbors)
            {
                if (IsNode(_field, _column + dx, _row + dy))
                {
                    var (x, y) = _field.Relative(_column + dx, _row + dy);
                    bits += .5 * (LevelRate.Bits(vector.X - camera.X - x) + LevelRate.Bits(vector.Y - camera.Y - y));
                }
            }

            var worth = VectorWorth * _errorPerBit * bits;
            return worth > limit ? worth : worth + _planes.Difference(_field, _column, _row, vector, limit - worth);
        }
    }
}
