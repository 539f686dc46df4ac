namespace Stylize.Engine.Tests.Imaging;

public sealed class PortablePowersTests
{
    private static readonly double[] Special =
        [0, 1, 2, .5, 1.4142135623730951, 1.4142135623730954, double.Epsilon, 1e-310, 1e308, double.MaxValue,
            double.PositiveInfinity];

    public static TheoryData<double> Ys => [.6, .5, 1.5, -.3, 7.25, 0];

    [Theory]
    [MemberData(nameof(Ys))]
    public void Powers_equal_single_powers_bit_for_bit(double y)
    {
        var random = new Random(7);
        double[] values =
        [
            .. Enumerable.Range(0, 4000).Select(_ => PortableMath.Exp2((random.NextDouble() * 80) - 40)),
            .. Special,
            .. Special.SelectMany(value => new[] { 1, value, 3, .25 }),
        ];
        for (var length = values.Length - 4; length <= values.Length; length++)
        {
            var raised = values[..length];
            PortablePowers.Raise(raised, y);
            Assert.Equal(
                values[..length].Select(value => BitConverter.DoubleToInt64Bits(PortableMath.Pow(value, y))),
                raised.Select(BitConverter.DoubleToInt64Bits));
        }
    }
}
