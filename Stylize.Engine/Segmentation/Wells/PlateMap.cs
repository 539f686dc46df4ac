namespace Stylize.Engine.Segmentation.Wells;

/// <summary>Contents of the wells of plates, such as compound and dose: a table with one row per well, or layouts of
/// plates.</summary>
internal sealed partial class PlateMap
{
    private readonly Dictionary<(string Plate, string Well), MappedWell> _wells;
    private readonly HashSet<string>? _plates;

    private PlateMap(IReadOnlyList<string> columns, IReadOnlyList<MappedWell> rows, bool hasPlates)
    {
        (Columns, Rows) = (columns, rows);
        _wells = rows.ToDictionary(row => (row.Plate.ToUpperInvariant(), row.Well));
        _plates = hasPlates ? rows.Select(row => row.Plate).ToHashSet(StringComparer.OrdinalIgnoreCase) : null;
    }

    /// <summary>Names of the columns except the one of the well.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The wells in the order of the file.</summary>
    internal IReadOnlyList<MappedWell> Rows { get; }

    /// <summary>Returns the values of a well in the order of the columns; empty if the map lacks the well.</summary>
    /// <param name="plate">The experiment. A map without a column of plates applies to all.</param>
    public IReadOnlyList<string> Find(string plate, string well) => LineOf(plate, well)?.Values ?? [];

    /// <summary>Returns the row of a well, which can have no values; null if the map lacks the well.</summary>
    /// <inheritdoc cref="Find"/>
    internal MappedWell? LineOf(string plate, string well) => _wells.GetValueOrDefault(
        (_plates is null ? "" : plate.ToUpperInvariant(), WellName.Canonical(well)));

    /// <summary>Returns the columns with their values for a well; none if the map lacks the well.</summary>
    public IEnumerable<KeyValuePair<string, string>> Contents(string plate, string well) =>
        Columns.Zip(Find(plate, well), KeyValuePair.Create);

    /// <summary>Returns all columns with their values for a well, which are empty if the map lacks it.</summary>
    internal Dictionary<string, string> RowOf(string plate, string well) => Columns.Index().ToDictionary(
        column => column.Item, column => Find(plate, well).ElementAtOrDefault(column.Index) ?? "");

    /// <summary>Returns sentences about the plates and wells that the map lacks.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming PlateMap: it has none of the plates.</exception>
    internal IEnumerable<string> Lacks(IEnumerable<(string Plate, string Well)> wells)
    {
        (string Plate, string Well)[] all = [.. wells.Distinct()];
        string[] lacking = [.. all.Select(w => w.Plate).Distinct().Where(plate => _plates?.Contains(plate) == false)];
        if (lacking.Length > 0)
        {
            var (these, those) = (Plural.First(lacking), Plural.First([.. _plates!.Order(StringComparer.Ordinal)]));
            if (Array.TrueForAll(all, well => lacking.Contains(well.Plate)))
            {
                throw Errors.NoPlate.With(nameof(PlateMap), these, those);
            }

            yield return StylizeException.Verbatim($"The plate map has no plate {these} (its plates: {those}).");
        }

        string[] unmapped =
        [
            .. all.Where(well => !lacking.Contains(well.Plate) && Find(well.Plate, well.Well).Count == 0)
                .Select(well => well.Well).Distinct(),
        ];
        if (unmapped.Length > 0) yield return $"The plate map has no row for {Plural.List("well", unmapped)}.";
    }

    /// <summary>Reads a table with a column "well", layouts of plates, or a plate configuration of cellHTS2.</summary>
    /// <param name="path">
    /// Full path of a CSV file separated by commas, semicolons or tabs, in UTF-8, in Latin-1, or in the encoding of its
    /// byte order mark, or of an Excel workbook, with the name of the sheet after # if several have wells. Numbers may
    /// have decimal commas if semicolons separate the fields and no number has a decimal point.
    /// </param>
    /// <exception cref="StylizeException">OptionInvalid, with the file as target: it cannot be read or is not such a
    /// table.</exception>
    public static PlateMap Read(string path)
    {
        if (Path.GetExtension(path).Equals(".toml", StringComparison.OrdinalIgnoreCase))
        {
            throw Refused(path, "is a layout of wellmap. Write it as a table with wellmap.load(...).to_csv(...)");
        }

        var sheets = MapSheet.Read(path);
        var maps = sheets.Select(sheet => (Sheet: sheet, Found: TableOf(sheet))).Where(map => map.Found is not null)
            .ToList();
        return maps switch
        {
            [var (sheet, found)] => From(path, found!.Table ?? throw found.Failure!, sheet.Separator),
            [var (first, _), ..] => MapBlocks.ToTable([.. maps.Select(map => ($"{path}#{map.Sheet.Name}",
                map.Sheet.Rows, (string?)map.Sheet.Name))]) is { } table ? From(path, table, '\0') : throw Refused(
                path, "has wells in several sheets. Copy them into one with a column 'plate', or add the name of one, "
                + $"such as {Path.GetFileName(path)}#{first.Name} ({MapSheet.Names(maps.Select(map => map.Sheet))})"),
            _ when sheets.Count == 1 => throw Refused(
                path, $"has no column 'well' in line {sheets[0].Rows.Select(row => row.Line).FirstOrDefault(1)}. "
                + "Add it, or columns 'row' and 'column'"),
            _ => throw Refused(path, $"has no column 'well' in any sheet ({MapSheet.Names(sheets)})"),
        };

        FoundTable? TableOf(MapSheet sheet)
        {
            try
            {
                return Table(path, sheet.Rows) is { } table ? new(table, null) : null;
            }
            catch (StylizeException failure)
            {
                return new(null, failure);
            }
        }
    }

    private sealed record FoundTable(
        IReadOnlyList<(int Line, IReadOnlyList<string> Fields)>? Table, StylizeException? Failure);

    /// <summary>Returns the rows from the one with the names of the columns; null if no row has them.</summary>
    private static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)>? Table(
        string path, IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> rows)
    {
        var first = rows.Index().FirstOrDefault(row => row.Item.Fields.Any(field => field.Trim().Length > 0)).Index;
        if (rows.Count == 0) return null;
        if (MapConfiguration.ToTable(path, rows) is { } configured) return configured;
        if (IsHeader(rows[first].Fields)) return WithWells(path, [.. rows.Skip(first)]);
        if (MapBlocks.ToTable([(path, rows, null)]) is { } laidOut) return laidOut;

        // Exports of instruments and spreadsheets may have lines above the table.
        return rows.Index().FirstOrDefault(row => IsHeader(row.Item.Fields), (-1, default)).Index is >= 0 and var header
            ? WithWells(path, [.. rows.Skip(header)]) : null;
    }

    private static bool IsHeader(IReadOnlyList<string> fields) => MapColumns.Find(fields, MapColumns.Well) is not null
        || (MapColumns.Find(fields, MapColumns.Row) is not null
            && MapColumns.Find(fields, MapColumns.Column) is not null);

    /// <summary>Adds a column of wells to a table with one of rows, such as A or 1, and one of columns.</summary>
    private static IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> WithWells(
        string path, (int Line, IReadOnlyList<string> Fields)[] table)
    {
        string[] names = [.. table[0].Fields];
        if (MapColumns.Find(names, MapColumns.Well) is not null) return table;

        var (row, column) = (Array.IndexOf(names, MapColumns.Find(names, MapColumns.Row)),
            Array.IndexOf(names, MapColumns.Find(names, MapColumns.Column)));
        return [.. table.Select((line, i) => (line.Line, (IReadOnlyList<string>)
            [i == 0 ? "well" : Name(line.Line, line.Fields), .. line.Fields]))];

        string Name(int line, IReadOnlyList<string> fields)
        {
            var (across, down) = (fields.ElementAtOrDefault(column)?.Trim() ?? "",
                fields.ElementAtOrDefault(row)?.Trim() ?? "");
            if (fields.All(field => field.Trim().Length == 0)) return "";

            var letters = TryInteger(down, out var number) && number is >= 1 and <= WellName.MaxRow
                ? WellName.RowOf(number) : down;
            return TryInteger(across, out _) && !char.IsAsciiDigit(letters.LastOrDefault('0'))
                && WellName.Parse(letters + across) is not null ? letters + across : throw Refused(
                path, $"has the row '{down}' and the column '{across}' in line {line}. Rows are A to AF, or numbers "
                + "from 1, and columns are numbers from 1. Correct them, or add a column 'well' with names such as A1");
        }
    }

    private static PlateMap From(
        string path, IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> rows, char separator)
    {
        string[] names = [.. rows[0].Fields.Select(n => n.Trim())];
        // A spreadsheet may have empty columns at its end.
        names = names[..(Array.FindLastIndex(names, name => name.Length > 0) + 1)];
        if (names.FirstOrDefault(n => names.Count(m => m.Equals(n, StringComparison.OrdinalIgnoreCase)) > 1)
            is { } twice)
        {
            throw Refused(path, $"has two columns '{twice}'");
        }

        var key = Array.IndexOf(names, MapColumns.Find(names, MapColumns.Well));
        if (MapColumns.IsOne(names[key], MapColumns.Transfer) && MapColumns.Concentrations(names).Count == 0)
        {
            throw Refused(path, "lists volumes of transfers and no concentrations. Add a column 'concentration' "
                + "with the final concentration in the well, and 'compound'");
        }

        int[] plates = [.. MapColumns.All(names, MapColumns.Plate).Select(name => Array.IndexOf(names, name))];
        var numbers = new MapNumbers(path, rows, separator);
        bool[] isDose = [.. names.Select(name => MapColumns.Concentrations(names).Contains(name))];
        var wells = new List<MappedWell>();
        var known = new HashSet<(string, string)>();
        foreach (var (line, all) in rows.Skip(1).Where(r => r.Fields.Any(f => f.Trim().Length > 0)))
        {
            string[] row = [.. all.Select(field => field.Trim())];
            if (row.Length < names.Length || row.Skip(names.Length).Any(field => field.Length > 0))
            {
                throw Refused(path, $"has {all.Count} fields in line {line}, and {names.Length} columns");
            }

            var name = row[key];
            if (name.Length == 0) throw Refused(path, $"has no well in line {line}");
            if (name.Split('-', ':', ',', ';', '/', '|').Count(part => WellName.Parse(part.Trim()) is not null) > 1)
            {
                throw Refused(path, $"has several wells '{name}' in line {line}. Write one line per well");
            }

            var plate = plates.Length == 0 ? "" : PlateOf(path, line, [.. plates.Select(at => row[at])]);
            if (!known.Add((plate.ToUpperInvariant(), WellName.Canonical(name))))
            {
                throw Refused(path, $"has well '{name}'{(plate.Length > 0 ? $" of plate '{plate}'" : "")} twice, again "
                    + $"in line {line}");
            }

            wells.Add(new(line, plate, name, WellName.Canonical(name),
            [
                .. names.Select((_, i) => i).Where(i => i != key)
                    .Select(i => isDose[i] ? numbers.Dose(row[i], line) : numbers.Value(row[i])),
            ]));
        }

        RequireOneNaming(path, wells);
        string[] columns = [.. names.Where((_, i) => i != key)];
        ReadControls(path, columns, wells);
        return new PlateMap(columns, wells, plates.Length > 0);
    }

    private static string PlateOf(string path, int line, string[] names) => names.Distinct().ToArray() switch
    {
        ["", ..] => throw Refused(path, $"has no plate in line {line}"),
        [var one] => one,
        _ => throw Refused(path, $"has two names of its plate in line {line}: {string.Join(", ", names)}. "
            + "Remove one of the columns"),
    };

    /// <summary>Refuses a map in which Aa1 could be well A1 of rows Aa to Hd, or well AA1 of rows A to AF.</summary>
    private static void RequireOneNaming(string path, List<MappedWell> wells)
    {
        if (wells.Find(well => WellName.IsInQuarters(well.Name)) is { } quarter
            && wells.Find(well => !WellName.IsInQuarters(well.Name)) is { } whole)
        {
            throw Refused(path, $"has the wells '{whole.Name}' in line {whole.Line} and '{quarter.Name}' in line "
                + $"{quarter.Line}. Rows are A to AF, or Aa to Hd");
        }
    }

    /// <summary>
    /// Replaces the column of controls of CellProfiler's CalculateStatistics, 1 for positive ones, -1 for negative ones
    /// and 0 for samples, or 1, 0 and 0.5, with one of roles.
    /// </summary>
    private static void ReadControls(string path, string[] columns, List<MappedWell> wells)
    {
        var column = Array.FindIndex(columns, name => name.Equals("PosNegCtrls", StringComparison.OrdinalIgnoreCase));
        if (column < 0 || columns.Contains("role", StringComparer.OrdinalIgnoreCase)) return;

        double[] numbers =
        [
            .. wells.Select(row => TryNumber(row.Values[column], out var number) ? number : double.NaN),
        ];
        var (negative, sample) = numbers.Contains(-1) ? (-1, 0) : (0, .5);
        if (numbers.Any(number => number != negative && number != sample && number != 1)
            || (negative == 0 && !numbers.Contains(sample)))
        {
            throw Refused(
                path, $"has a column '{columns[column]}' without -1, 0 and 1, or 0, 0.5 and 1, for its controls");
        }

        columns[column] = "role";
        foreach (var (row, number) in wells.Zip(numbers))
        {
            row.Values[column] = number == 1 ? "positive" : number == negative ? "negative" : "sample";
        }
    }

    internal static StylizeException Refused(string path, string why, Exception? cause = null) =>
        Errors.PlateMapUnreadable.From(cause, path, why);
}

/// <summary>A well of a plate map.</summary>
/// <param name="Line">Its line in the file.</param>
/// <param name="Plate">Name of the plate; "" if the map has none.</param>
/// <param name="Name">Its name in the file.</param>
/// <param name="Well">The canonical name.</param>
/// <param name="Values">The values of the columns.</param>
internal sealed record MappedWell(int Line, string Plate, string Name, string Well, string[] Values);

/// <summary>The sign before decimals in a plate map.</summary>
internal sealed partial class MapNumbers
{
    private readonly string _path;
    private readonly bool _hasCommas, _hasPoints, _isWorkbook;

    public MapNumbers(string path, IReadOnlyList<(int Line, IReadOnlyList<string> Fields)> rows, char separator)
    {
        (_path, _isWorkbook) = (path, separator == '\0');
        _hasPoints = separator is ',' or '\0'
            || rows.Any(row => row.Fields.Any(field => IsNumber(field, '.') && !IsGrouped(field)));
        _hasCommas = separator == ';' && !_hasPoints;
    }

    /// <summary>Returns true for a number with a decimal sign.</summary>
    public static bool IsNumber(string text, char sign) => text.Count(c => c == sign) == 1
        && TryNumber(text.Replace(sign, '.'), out _) && !text.Any(c => c is '.' or ',' && c != sign);

    /// <summary>Returns true for 10,000 or 10.000, which can be ten thousand or ten.</summary>
    public static bool IsGrouped(string text) => Grouped().IsMatch(text);

    /// <summary>Returns a text, with a decimal point if it is a number with a decimal comma.</summary>
    public string Value(string field) =>
        _hasCommas && IsNumber(field, ',') && !IsGrouped(field) ? field.Replace(',', '.') : field;

    /// <summary>Returns a concentration.</summary>
    /// <exception cref="StylizeException">OptionInvalid, with the file as target: the number can mean two.</exception>
    public string Dose(string field, int line) => !IsGrouped(field)
        // A number of a workbook does not end in zeros after its sign; a text does.
        || (_hasPoints && IsNumber(field, '.') && !(_isWorkbook && field.EndsWith('0')))
        ? Value(field)
        : throw PlateMap.Refused(_path, $"has the concentration '{field}' in line {line}, whose sign can be one of "
            + "thousands or of decimals. Write it without a sign, such as 10000 or 10");

    [GeneratedRegex(@"^\s*[+-]?[1-9]\d{0,2}(?:[.,]\d{3})+\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();
}
