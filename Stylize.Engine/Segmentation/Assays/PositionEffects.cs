using Stylize.Engine.Segmentation.Statistics;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Assays;

/// <summary>Effects of the rows and columns of a plate, found in its samples by median polish.</summary>
internal sealed class PositionEffects
{
    private readonly MedianPolish _polish;
    private readonly int[] _rows;
    private readonly int[] _columns;
    private readonly double _deviation;
    private readonly bool _areKnown;

    public PositionEffects(IReadOnlyList<AssayWell> wells)
    {
        var samples =
            wells.Where(
                well => well.Role == WellRole.Sample && double.IsFinite(well.Value) && Place(well.Well) is not null)
                .Select(well => (Place: Place(well.Well)!.Value, well.Value)).ToList();
        _rows = [.. samples.Select(sample => sample.Place.Row).Distinct().Order()];
        _columns = [.. samples.Select(sample => sample.Place.Column).Distinct().Order()];
        var table = new double[_rows.Length, _columns.Length];
        for (var i = 0; i < table.Length; i++)
        {
            table[i / _columns.Length, i % _columns.Length] = double.NaN;
        }

        samples.ForEach(sample => table[At(_rows, sample.Place.Row), At(_columns, sample.Place.Column)] = sample.Value);
        _polish = MedianPolish.Fit(table);
        // With fewer samples, the effects take up what the samples differ by.
        _areKnown = samples.Count >= 2 * (_rows.Length + _columns.Length - 1);
        _deviation = _areKnown
            ? Sample.RobustDeviation([.. _polish.Residuals.Cast<double>().Where(double.IsFinite)]) : double.NaN;
        (Rows, Columns) = (Range(_polish.Rows), Range(_polish.Columns));

        // The edge of the plate is that of all wells, also those without a sample.
        var places = wells.Select(well => Place(well.Well)).OfType<(int Row, int Column)>().ToList();
        var (rows, columns) =
            (places.Select(p => p.Row).Order().ToList(), places.Select(p => p.Column).Order().ToList());
        var atEdge = samples.ToLookup(
            sample => sample.Place.Row == rows[0] || sample.Place.Row == rows[^1]
                || sample.Place.Column == columns[0] || sample.Place.Column == columns[^1],
            sample => sample.Value);
        Edge = (Sample.Median([.. atEdge[true]])
            - Sample.Median([.. atEdge[false]])) / Sample.RobustDeviation([.. atEdge[false]]);
    }

    /// <summary>Range of the effects of rows in robust standard deviations of the residuals; NaN if they are
    /// unknown.</summary>
    public double Rows { get; }

    /// <summary>Range of the effects of columns, likewise.</summary>
    public double Columns { get; }

    /// <summary>Median at the edge minus that of the other samples, in robust standard deviations of these.</summary>
    public double Edge { get; }

    /// <summary>Returns the sum of the effects of the row and the column of a well; 0 for those without
    /// samples, and on a plate with too few.</summary>
    public double Of(string well) => _areKnown && Place(well) is (var row, var column)
        ? (At(_rows, row) is >= 0 and var r ? _polish.Rows[r] : 0)
            + (At(_columns, column) is >= 0 and var c ? _polish.Columns[c] : 0)
        : 0;

    /// <summary>Returns the B score of a sample; NaN for other wells.</summary>
    public double Score(AssayWell well) => well.Role == WellRole.Sample && double.IsFinite(well.Value) && _deviation > 0
        && Place(well.Well) is (var row, var column)
        ? _polish.Residuals[At(_rows, row), At(_columns, column)] / _deviation : double.NaN;

    /// <summary>Returns row and column on a plate of at most 1536 wells; null for other names.</summary>
    private static (int Row, int Column)? Place(string well) =>
        WellName.Parse(well) is ( <= 32, <= 48) place ? place : null;

    private static int At(int[] known, int number) => Array.BinarySearch(known, number);

    private double Range(double[] effects)
    {
        if (!_areKnown || effects.Length < 2) return double.NaN;

        var range = effects.Max() - effects.Min();
        return range == 0 ? 0 : range / _deviation;
    }
}
