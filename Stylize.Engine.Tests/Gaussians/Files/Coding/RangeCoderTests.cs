using FsCheck;
using FsCheck.Fluent;
using Stylize.Engine.Gaussians.Files.Coding;

namespace Stylize.Engine.Tests.Gaussians.Files.Coding;

public sealed class RangeCoderTests
{
    [Fact]
    public void PlanesOfAnyValuesRoundTrip() => ComeBack<PlaneCoder>();

    [Fact]
    public void PlanesOfFloatsRoundTrip() => ComeBack<FloatPlaneCoder>();

    private static void ComeBack<TCoder>()
        where TCoder : struct, IPlaneCoder<TCoder>, allows ref struct
    {
        var gen = from bits in Gen.Choose(1, 32)
                  from kind in Gen.Choose(0, 3)
                  from seed in Gen.Choose(0, int.MaxValue - 1)
                  from count in Gen.Choose(0, 3000)
                  select (bits, kind, seed, count);
        Prop.ForAll(gen.ToArbitrary(), c =>
        {
            var random = new Random(c.seed);
            var mask = uint.MaxValue >> (32 - c.bits);
            var values = Enumerable.Range(0, c.count).Select(i => mask & c.kind switch
            {
                0 => (uint)random.NextInt64(1L << 32),
                1 => (uint)(1000 + random.Next(5)),
                2 => (uint)i,
                _ => i % 50 == 0 ? uint.MaxValue : 0,
            }).ToArray();
            var bytes = TCoder.Encode(values, c.bits);
            var back = new uint[values.Length];
            PlaneStreams.Decode<TCoder>(bytes, c.bits, back);
            Assert.Equal(values, back);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void AnyBytesDecodeToSomething()
    {
        var random = new Random(7);
        var bytes = new byte[300];
        for (var round = 0; round < 500; round++)
        {
            random.NextBytes(bytes);
            for (var bits = 1; bits <= 32; bits++)
            {
                var values = new uint[100];
                PlaneStreams.Decode<PlaneCoder>(bytes.AsSpan(0, random.Next(300)), bits, values);
                Assert.All(values, v => Assert.True(v <= uint.MaxValue >> (32 - bits)));
                PlaneStreams.Decode<FloatPlaneCoder>([100, .. bytes.AsSpan(0, random.Next(300))], bits, values);
                Assert.All(values, v => Assert.True(v <= uint.MaxValue >> (32 - bits)));
            }
        }
    }
}
