using Stylize.Engine.Drawings;

namespace Stylize.Engine.VectorArt.Areas;

/// <summary>Fits a gradient of a known direction or center to pixels: a line of colors with the knots that shorten its
/// description most, by least squares. First all positions are included, then the colors are added.</summary>
/// <param name="isRadial">True for circles around a center, false for lines across a unit vector.</param>
internal sealed class RampFit(bool isRadial, double x, double y)
{
    private const int Bins = 128, Knots = 64, Step = 4, MaxStops = 8;

    /// <summary>Smallest part of the radius with pixels; otherwise, the center is so far away that circles are
    /// lines.</summary>
    private const double MinPart = 0.1;

    private readonly (double Pixels, double R, double G, double B)[] _bins = new (double, double, double, double)[Bins];
    private double _squares, _first = double.MaxValue, _last = double.MinValue;

    public void Include(double atX, double atY)
    {
        var position = PositionAt(atX, atY);
        (_first, _last) = (Math.Min(_first, position), Math.Max(_last, position));
    }

    public void Add(double atX, double atY, Rgba32 color)
    {
        ref var bin =
            ref _bins[Math.Clamp((int)(Bins * (PositionAt(atX, atY) - _first) / (_last - _first)), 0, Bins - 1)];
        bin = (bin.Pixels + 1, bin.R + color.R, bin.G + color.G, bin.B + color.B);
        _squares += (color.R * color.R) + (color.G * color.G) + (color.B * color.B);
    }

    /// <summary>Returns the gradient with the shortest description: the sum of squared differences of all channels, and
    /// the cost of stops.
    /// </summary>
    /// <param name="cost">Cost of a stop.</param>
    /// <param name="unit">The unit of positions in pixels; the position (-1, -1) is the upper left corner of the
    /// image.</param>
    public (Gradient Gradient, double Description) Fit(double cost, double unit)
    {
        var best = At([0, Knots]);
        while (best.Knots.Length < MaxStops
            && Improve(Enumerable.Range(1, (Knots / Step) - 1).Select(i => best.Knots.Append(Step * i))))
        {
            while (Improve(Enumerable.Range(1, best.Knots.Length - 2).SelectMany(Moves)))
            {
            }
        }

        var (start, length) = isRadial ? (0, _last) : (_first, _last - _first);
        List<(double Position, Rgba32 Color)> stops = [.. best.Knots.Zip(best.Colors, (knot, color) =>
            ((_first + ((_last - _first) * knot / Knots) - start) / length, color))];
        if (stops[0].Position > 0) stops.Insert(0, (0, stops[0].Color));
        return (isRadial ? new(true, unit * (x + 1), unit * (y + 1), unit * _last, 0, stops)
            : new(false, unit * ((x * _first) + 1), unit * ((y * _first) + 1), unit * x * length,
                unit * y * length, stops),
            isRadial && _first > (1 - MinPart) * _last ? double.MaxValue : best.Description);

        IEnumerable<IEnumerable<int>> Moves(int moved) =>
            new[] { -2, -1, 1, 2 }.Select(step => best.Knots.Select((knot, i) => knot + (i == moved ? step : 0)));

        bool Improve(IEnumerable<IEnumerable<int>> changes)
        {
            var next =
                changes.Where(
                    knots => knots.All(knot => knot is >= 0 and <= Knots) && knots.Distinct().Count() == knots.Count())
                    .Select(knots => At([.. knots.Order()])).DefaultIfEmpty(best).MinBy(fit => fit.Description);
            if (next.Description >= best.Description) return false;

            best = next;
            return true;
        }

        (int[] Knots, Rgba32[] Colors, double Description) At(int[] knots)
        {
            Span<double> terms = stackalloc double[MaxStops];
            terms = terms[..knots.Length];
            var squares = new LeastSquares(knots.Length, sides: 3);
            for (var bin = 0; bin < Bins; bin++)
            {
                var (pixels, r, g, b) = _bins[bin];
                if (pixels == 0) continue;

                Weigh(bin, knots, terms);
                squares.Add(terms, [r / pixels, g / pixels, b / pixels], pixels);
            }

            var channels = squares.SolveAll(1e-9);
            Rgba32[] colors =
                [.. knots.Select(
                    (_, i) => new Rgba32(Whole(channels[0][i]), Whole(channels[1][i]), Whole(channels[2][i])))];
            var error = _squares;
            for (var bin = 0; bin < Bins; bin++)
            {
                double r = 0, g = 0, b = 0;
                Weigh(bin, knots, terms);
                for (var i = 0; i < knots.Length; i++)
                {
                    (r, g, b) =
                        (r + (terms[i] * colors[i].R), g + (terms[i] * colors[i].G), b + (terms[i] * colors[i].B));
                }

                var sum = _bins[bin];
                error += (sum.Pixels * ((r * r) + (g * g) + (b * b))) - (2 * ((r * sum.R) + (g * sum.G) + (b * sum.B)));
            }

            return (knots, colors, error + (cost * knots.Length));
        }

        static byte Whole(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
    }

    private double PositionAt(double atX, double atY) =>
        isRadial ? Math.Sqrt(((atX - x) * (atX - x)) + ((atY - y) * (atY - y)))
            : (atX * x) + (atY * y);

    /// <summary>Finds the shares of the stops in the color of a bin.</summary>
    private static void Weigh(int bin, int[] knots, Span<double> shares)
    {
        shares.Clear();
        var at = (bin + 0.5) * Knots / Bins;
        var next = 1;
        while (knots[next] < at)
        {
            next++;
        }

        shares[next] = (at - knots[next - 1]) / (knots[next] - knots[next - 1]);
        shares[next - 1] = 1 - shares[next];
    }
}
