namespace Stylize.Engine.Tests.Segmentation;

/// <summary>The network of the Learned method as nested loops in double precision, for images of a few
/// pixels.</summary>
internal sealed class SlowNucleusNetwork
{
    private readonly byte[] _weights;
    private int _position;

    public SlowNucleusNetwork(byte[] weights) => _weights = weights;

    /// <summary>Returns the maps as [map, y, x].</summary>
    public double[,,] Run(double[,] image)
    {
        _position = 0;
        var (height, width) = (image.GetLength(0), image.GetLength(1));
        var input = new double[8, height / 2, width / 2];
        Each(height, width, (y, x) =>
        {
            var value = Math.Clamp(image[y, x], 0, 2);
            var plane = (2 * (y % 2)) + (x % 2);
            input[plane, y / 2, x / 2] = value;
            input[4 + plane, y / 2, x / 2] = Math.Sqrt(value);
        });

        var fine = Layer(Layer(input, 24), 24);
        var middle = Layer(Layer(Pool(fine), 48), 48);
        var coarse = Layer(Layer(Pool(middle), 72), 72);
        var coarsest = Layer(Layer(Pool(coarse), 96), 96);
        coarse = Layer(Join(Enlarge(coarsest), coarse), 72);
        middle = Layer(Layer(Join(Enlarge(coarse), middle), 48), 48);
        fine = Layer(Layer(Join(Enlarge(middle), fine), 24), 24);
        var planes = Layer(fine, 12, side: 1, rectifies: false);
        var maps = new double[3, height, width];
        Each(height, width, (y, x) =>
        {
            for (var map = 0; map < 3; map++)
            {
                maps[map, y, x] = planes[(4 * map) + (2 * (y % 2)) + (x % 2), y / 2, x / 2];
            }
        });
        return maps;
    }

    private static void Each(int height, int width, Action<int, int> visit)
    {
        for (var i = 0; i < height * width; i++)
        {
            visit(i / width, i % width);
        }
    }

    private static double[,,] Pool(double[,,] planes)
    {
        var pooled = new double[planes.GetLength(0), planes.GetLength(1) / 2, planes.GetLength(2) / 2];
        for (var channel = 0; channel < pooled.GetLength(0); channel++)
        {
            Each(pooled.GetLength(1), pooled.GetLength(2), (y, x) => pooled[channel, y, x] = Math.Max(
                Math.Max(planes[channel, 2 * y, 2 * x], planes[channel, 2 * y, (2 * x) + 1]),
                Math.Max(planes[channel, (2 * y) + 1, 2 * x], planes[channel, (2 * y) + 1, (2 * x) + 1])));
        }

        return pooled;
    }

    private static double[,,] Enlarge(double[,,] planes)
    {
        var enlarged = new double[planes.GetLength(0), planes.GetLength(1) * 2, planes.GetLength(2) * 2];
        for (var channel = 0; channel < planes.GetLength(0); channel++)
        {
            Each(enlarged.GetLength(1), enlarged.GetLength(2),
                (y, x) => enlarged[channel, y, x] = planes[channel, y / 2, x / 2]);
        }

        return enlarged;
    }

    private static double[,,] Join(double[,,] first, double[,,] second)
    {
        var count = first.GetLength(0);
        var joined = new double[count + second.GetLength(0), first.GetLength(1), first.GetLength(2)];
        for (var channel = 0; channel < joined.GetLength(0); channel++)
        {
            Each(joined.GetLength(1), joined.GetLength(2), (y, x) =>
                joined[channel, y, x] = channel < count ? first[channel, y, x] : second[channel - count, y, x]);
        }

        return joined;
    }

    private double Next()
    {
        var value = (double)BitConverter.ToHalf(_weights, _position);
        _position += 2;
        return value;
    }

    private double[,,] Layer(double[,,] input, int outputs, int side = 3, bool rectifies = true)
    {
        var (inputs, height, width) = (input.GetLength(0), input.GetLength(1), input.GetLength(2));
        var result = new double[outputs, height, width];
        foreach (var (tap, output) in Coordinates(inputs * side * side, outputs))
        {
            var weight = Next();
            var (channel, dy, dx) = (tap / (side * side), (tap / side % side) - (side / 2), (tap % side) - (side / 2));
            Each(height, width, (y, x) =>
            {
                if (y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width)
                {
                    result[output, y, x] += weight * input[channel, y + dy, x + dx];
                }
            });
        }

        for (var output = 0; output < outputs; output++)
        {
            var bias = Next();
            Each(height, width, (y, x) =>
                result[output, y, x] = rectifies
                    ? Math.Max(result[output, y, x] + bias, 0) : result[output, y, x] + bias);
        }

        return result;
    }
}
