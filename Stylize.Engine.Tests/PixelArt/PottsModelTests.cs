using Stylize.Engine.PixelArt.Refinement;
using Stylize.Engine.PixelArt.Superpixels;

namespace Stylize.Engine.Tests.PixelArt;

public unsafe class PottsModelTests
{
    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(2, 1, 200)]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 0)]
    [InlineData(3, 3, 200)]
    [InlineData(9, 7, 0)]
    [InlineData(9, 7, 200)]
    public void A_sweep_chooses_the_labels_that_brute_force_finds(int width, int height, int visible)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            using var model = new RandomModel(width, height, labels: 4, 0.7, seed, visible: visible);
            var expected = model.State();
            foreach (var site in model.Sites)
            {
                var energies = Enumerable.Range(0, model.Labels).Select(label =>
                {
                    model.Grid.PaletteIndex[site] = label;
                    return model.Energy();
                }).ToArray();
                model.Grid.PaletteIndex[site] = Array.IndexOf(energies, energies.Min());
            }

            var brute = model.State();
            model.Set(expected);
            model.Potts.Sweep();
            Assert.Equal(brute, model.State());
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Threads_change_no_label(int threads)
    {
        using var one = new RandomModel(70, 40, labels: 6, 2, seed: 7);
        using var many = new RandomModel(70, 40, labels: 6, 2, seed: 7, threads);
        while (one.Potts.Sweep())
        {
            Assert.True(many.Potts.Sweep());
            Assert.Equal(one.State(), many.State());
        }

        Assert.False(many.Potts.Sweep());
    }

    [Fact]
    public void Keeps_the_cheapest_labels_in_order()
    {
        using var grid = new CellPlanes(1, 1);
        using var candidates = new LabelCandidates(grid);
        var random = new Random(5);
        for (var run = 0; run < 50; run++)
        {
            var costs = Enumerable.Range(0, 1 + random.Next(30)).Select(_ => (float)random.Next(12)).ToArray();
            candidates.Keep(0, costs, 4);
            var expected = costs.Select((cost, label) => (Cost: cost / 4, Label: label)).OrderBy(c => c.Cost)
                .Take(8).ToArray();
            Assert.Equal(expected.Select(e => e.Cost), candidates.Costs(0)[..expected.Length].ToArray());
            Assert.Equal(expected.Select(e => (ushort)e.Label), candidates.Labels(0)[..expected.Length].ToArray());
            Assert.All(candidates.Costs(0)[expected.Length..].ToArray(), cost => Assert.Equal(float.MaxValue, cost));
        }
    }

    /// <summary>A grid with random mean colors and label costs, in which each cell has its cheapest label.</summary>
    private sealed class RandomModel : IDisposable
    {
        private readonly LabelCandidates _candidates;
        private readonly Dictionary<int, float[]> _costs = [];
        private readonly double _weight;
        private readonly int _threads, _visible;
        private readonly Vector3[] _targets, _colors;

        public RandomModel(int width, int height, int labels, double weight, int seed, int threads = 1, int visible = 0)
        {
            var random = new Random(seed);
            Grid = new CellPlanes(width, height);
            Labels = labels;
            _candidates = new LabelCandidates(Grid);
            _weight = weight;
            _targets = [.. Coordinates(width, height).Select(_ => Random())];
            _colors = [.. Enumerable.Range(0, labels).Select(_ => Random())];
            foreach (var (x, y) in Coordinates(width, height))
            {
                var i = Grid.Index(x, y);
                Sites.Add(i);
                _costs[i] = [.. Enumerable.Range(0, labels).Select(_ => 3 * random.NextSingle())];
                _candidates.Keep(i, _costs[i], 1);
                Grid.PaletteIndex[i] = _candidates.Labels(i)[0];
            }

            (_threads, _visible) = (threads, visible);
            Potts = Model();

            Vector3 Random() => new(random.Next(30), random.Next(30), random.Next(30));
        }

        public CellPlanes Grid { get; }

        public int Labels { get; }

        /// <summary>The model of the labels of the last <see cref="Set"/>.</summary>
        public PottsModel Potts { get; private set; }

        public List<int> Sites { get; } = [];

        private PottsModel Model() =>
            new(Grid, _candidates, _weight, 2, _visible, _targets, _colors, null, new RowTeam(_threads));

        public int[] State() => [.. Sites.Select(site => Grid.PaletteIndex[site])];

        public void Set(int[] state)
        {
            for (var i = 0; i < state.Length; i++)
            {
                Grid.PaletteIndex[Sites[i]] = state[i];
            }

            Potts = Model();
        }

        /// <summary>Computes the energy in double precision by the formula of docs/method/pixel-art.md, each pair
        /// once.</summary>
        public double Energy()
        {
            var energy = 0.0;
            foreach (var (x, y) in Coordinates(Grid.Width, Grid.Height))
            {
                var i = Grid.Index(x, y);
                energy += _costs[i][Grid.PaletteIndex[i]];
                energy += IsAlone(x, y) ? 2 * _weight : 0;
                energy += Pair(x, y, x + 1, y, 1) + Pair(x, y, x, y + 1, 1)
                    + Pair(x, y, x + 1, y + 1, 0.7) + Pair(x, y, x - 1, y + 1, 0.7);
            }

            return energy;

            bool IsAlone(int x, int y) => !Coordinates(Grid.Width, Grid.Height).Any(other =>
                other != (x, y) && Math.Abs(other.X - x) <= 1 && Math.Abs(other.Y - y) <= 1
                && Grid.PaletteIndex[Grid.Index(other.X, other.Y)] == Grid.PaletteIndex[Grid.Index(x, y)]);

            double Pair(int x, int y, int u, int v, double geometry)
            {
                if (u < 0 || u >= Grid.Width || v >= Grid.Height) return 0;

                var step = _colors[Grid.PaletteIndex[Grid.Index(x, y)]] - _colors[Grid.PaletteIndex[Grid.Index(u, v)]];
                var real = _targets[(y * Grid.Width) + x] - _targets[(v * Grid.Width) + u];
                var isFalse = step == default ? 0
                    : Math.Clamp(1 - (Vector3.Dot(real, step) / step.LengthSquared()), 0, 1);
                if (_visible == 0) return _weight * geometry * isFalse;

                var (shown, picture) = (step.LengthSquared(), real.LengthSquared());
                var lost = Math.Clamp(picture - Vector3.Dot(real, step), 0, picture);
                return _weight * geometry * ((isFalse * (Math.Sqrt(1 + (shown / _visible)) - 1) * 50 / (picture + 50))
                    + (lost / (picture + _visible)));
            }
        }

        public void Dispose()
        {
            _candidates.Dispose();
            Grid.Dispose();
        }
    }
}
