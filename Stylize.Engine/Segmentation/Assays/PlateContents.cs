using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Assays;

/// <summary>Reads the contents of wells from the columns of a plate map.</summary>
/// <param name="controls">
/// Names of compounds that are controls, by role; they override a column "role". The other columns are "compound",
/// "concentration" or "dose", and "unit". Case does not matter, nor does a unit in parentheses or brackets, such as in
/// "Concentration (uM)".
/// </param>
internal sealed class PlateContents(IReadOnlyDictionary<string, WellRole> controls)
{
    private static readonly (string[] Words, WellRole? Role)[] Roles =
    [
        (["negative", "neg", "negcon", "negctrl", "negcontrol", "negativecontrol", "ctlvehicle"], WellRole.Negative),
        (["positive", "pos", "poscon", "posctrl", "poscontrol", "positivecontrol", "trtposcon"], WellRole.Positive),
        (["sample", "samples", "test", "trt", "trtcp"], WellRole.Sample),
        (["blank", "blk"], WellRole.Blank),
        (["other", "empty", "unused", "excluded"], null),
    ];

    /// <summary>Parses names of controls such as negative=DMSO.</summary>
    /// <exception cref="StylizeException">OptionInvalid, naming Control.</exception>
    public static PlateContents FromControls(IEnumerable<string> controls)
    {
        var roles = new Dictionary<string, WellRole>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in controls)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !TryParseRole(text[..at], out var parsed) || parsed is not { } role
                || text[(at + 1)..].Trim() is not { Length: > 0 } compound)
            {
                throw StylizeException.Option(
                    "Control", text,
                    "a role and a compound, such as negative=DMSO; roles are negative, positive and blank");
            }

            roles[compound] = role;
        }

        return new(roles);
    }

    /// <summary>Returns the first control that no well has; null if each is one.</summary>
    public string? Unused(IReadOnlyCollection<AssayWell> wells) => controls.Keys.FirstOrDefault(
        name => !wells.Any(well => well.Compound.Equals(name, StringComparison.OrdinalIgnoreCase)));

    /// <summary>Reads a plate map and the contents of all its wells.</summary>
    /// <exception cref="StylizeException">
    /// OptionInvalid, with the file as target: it is not a plate map, a role, concentration or unit in it cannot be
    /// read, or rows lack a compound, role or concentration that a merged cell of a spreadsheet gave them.
    /// </exception>
    public PlateMap ReadMap(string path)
    {
        var map = PlateMap.Read(path);
        RequireRoles(map, path);
        List<MapLine> wells =
        [
            .. map.Rows.Select(row =>
            {
                var fields = new Fields(map.Columns.Zip(row.Values, KeyValuePair.Create));
                var well = Read(row.Plate, row.Name, fields.Pairs, 0, path);
                return new MapLine(row, fields.One(MapColumns.Compound), fields.One(MapColumns.Role),
                    fields.Doses.Any(IsPositive), well);
            }),
        ];
        InOneUnit([.. wells.Select(well => well.Well).OfType<AssayWell>()], path);
        var ofSample = wells.Where(row => row.Well is { Role: WellRole.Sample, Compound.Length: > 0 }).ToList();
        var ofControl = wells.Where(row => row.Well is { Role: not WellRole.Sample, Compound.Length: > 0 }
            && !controls.ContainsKey(row.Compound)).Select(row => row.Compound).ToHashSet();
        var dosed = ofSample.Where(row => row.HasDose).Select(row => row.Compound).ToHashSet();
        Require(
            "compound", ofSample.Count > 0 ? row => row.Compound.Length == 0
                && (row.Well?.Role == WellRole.Sample || (row.Well is null && row.Role.Length == 0 && row.HasDose))
                : _ => false);
        Require("role", row => row.Role.Length == 0 && ofControl.Contains(row.Compound));
        Require("concentration", row => row.Well is { Role: WellRole.Sample, Concentration: null }
            && dosed.Contains(row.Compound));
        return map;

        void Require(string what, Predicate<MapLine> lacks)
        {
            var lines = wells.FindAll(lacks).ConvertAll(line => $"{line.Row.Line} ({line.Row.Name})");
            if (lines.Count == 0) return;

            throw PlateMap.Refused(path, $"has no {what} in {Plural.List("line", lines)}, and has one in others of its "
                + "kind. Fill in every row: a merged cell of a spreadsheet keeps its text only in its first one");
        }
    }

    /// <summary>Refuses a map without a column of roles that has them in a column with another name.</summary>
    private static void RequireRoles(PlateMap map, string path)
    {
        if (MapColumns.Find(map.Columns, MapColumns.Role) is not null) return;

        foreach (var (index, column) in map.Columns.Index()
            .Where(column => MapColumns.IsOne(column.Item, MapColumns.Control)))
        {
            if (map.Rows.FirstOrDefault(row => TryParseRole(row.Values[index], out var role)
                && role is WellRole.Negative or WellRole.Positive) is not { } well) continue;

            throw PlateMap.Refused(path, $"has the role '{well.Values[index]}' of well {well.Name} in the column "
                + $"'{column}'. Name the column 'role'");
        }
    }

    /// <summary>Returns a sentence about the column that a map of compounds lacks; null if it has all, or none of
    /// them.</summary>
    public static string? Missing(IReadOnlyCollection<string> columns)
    {
        bool Has(string[] meaning) => MapColumns.Find(columns, meaning) is not null;
        var hasCompound = Has(MapColumns.Compound);
        var lacks = !hasCompound ? (Has(MapColumns.Role) ? "compound" : null)
            : MapColumns.Concentrations(columns).Count == 0 && columns.Any(column => !((string[][])
                [MapColumns.Well, MapColumns.Plate, MapColumns.Compound, MapColumns.Role]).Any(
                    meaning => MapColumns.IsOne(column, meaning))) ? "concentration" : null;
        return lacks is null ? null : StylizeException.Verbatim(
            $"The plate map has no column {lacks} (found: {string.Join(", ", columns)}), so that "
            + (hasCompound ? "all wells of a compound are one treatment." : "all samples are one treatment."));
    }

    /// <summary>Returns a well with its contents; null if the map says nothing about it.</summary>
    /// <param name="file">The plate map; null for that of the run.</param>
    /// <exception cref="StylizeException">
    /// OptionInvalid, with PlateMap or the file as target: the role, the concentration or its unit cannot be read.
    /// </exception>
    public AssayWell? Read(
        string plate, string well, IEnumerable<KeyValuePair<string, string>> contents, double value,
        string? file = null)
    {
        var fields = new Fields(contents);
        var (compound, text) = (fields.One(MapColumns.Compound), fields.One(MapColumns.Role));
        if (text.Length + compound.Length == 0) return null;

        if (!controls.TryGetValue(compound, out var role))
        {
            if (!TryParseRole(text, out var parsed)) throw Refused(Errors.RoleInvalid, text, well, file);
            if (parsed is not { } known) return null;

            role = known;
        }

        var (concentration, unit) = role == WellRole.Sample ? ReadDose(fields, well, file) : (null, "");
        return new AssayWell(plate, well, role, compound, concentration, value) { Unit = unit };
    }

    /// <summary>Returns true if a map has neither compound nor role for a well.</summary>
    internal static bool IsUnnamed(IEnumerable<KeyValuePair<string, string>> contents)
    {
        var fields = new Fields(contents);
        return fields.One(MapColumns.Compound).Length + fields.One(MapColumns.Role).Length == 0;
    }

    /// <summary>Returns wells with all concentrations in one unit: their own, or uM or ug/mL for several.</summary>
    /// <param name="file">The plate map; null for that of the run.</param>
    /// <exception cref="StylizeException">OptionInvalid, with PlateMap or the file as target: a unit cannot be
    /// converted into another.</exception>
    public static IReadOnlyList<AssayWell> InOneUnit(IReadOnlyList<AssayWell> wells, string? file = null)
    {
        var dosed = wells.Where(well => well.Concentration > 0).DistinctBy(well => well.Unit).ToList();
        if (dosed.Count == 0) return wells;

        var common = dosed.Count > 1 ? DoseUnit.TryParse(dosed[0].Unit)?.Common : null;
        if (dosed.Count > 1 && (common is null
            || dosed.Exists(well => DoseUnit.TryParse(well.Unit)?.IsMolar != common.IsMolar)))
        {
            throw Errors.UnitsDiffer.With(
                file ?? "PlateMap", file is null ? "of the run" : $"'{file}'",
                string.Join(" and ", dosed.Select(well =>
                    $"{(well.Unit.Length > 0 ? $"'{well.Unit}'" : "no unit")} (well {well.Well})")));
        }

        return
        [
            .. wells.Select(well => well.Concentration is not { } dose ? well : common is null
                ? well with { Unit = dosed[0].Unit }
                : well with
                {
                    Concentration = dose > 0 ? DoseUnit.TryParse(well.Unit)!.Convert(dose, common) : dose,
                    Unit = common.Name,
                }),
        ];
    }

    /// <summary>Returns the concentration of a well with its unit: the only one of its columns, or all of which say the
    /// same.</summary>
    private static (double? Concentration, string Unit) ReadDose(Fields fields, string well, string? file)
    {
        (double Value, string Unit)[] doses =
        [
            .. fields.Doses.Select(dose => (TryNumber(dose.Text, out var number) && double.IsFinite(number)
                && number >= 0 ? number : throw Refused(
                    MapNumbers.IsNumber(dose.Text, ',') ? Errors.DecimalComma : Errors.ConcentrationInvalid,
                    dose.Text, well, file), UnitOf(dose.Column))),
        ];
        if (doses.Length == 0) return (null, "");

        var (first, unit) = doses[0];
        return Array.TrueForAll(doses, dose => dose == doses[0] || (DoseUnit.TryParse(dose.Unit) is { } known
            && DoseUnit.TryParse(unit) is { } other && known.IsMolar == other.IsMolar
            && known.Convert(dose.Value, known.Common) == other.Convert(first, other.Common)))
            ? (first, unit)
            : throw Refused(Errors.DosesDiffer,
                string.Join(" and ", fields.Doses.Select(dose => $"{dose.Text} in '{dose.Column}'")), well, file);

        string UnitOf(string column)
        {
            var stated = fields.One(MapColumns.Unit);
            stated = DoseUnit.TryParse(stated)?.Name ?? stated;
            return MapColumns.UnitOf(column)?.Name is not { } named || stated.Length == 0 || stated == named
                ? MapColumns.UnitOf(column)?.Name ?? stated
                : throw Refused(Errors.DosesDiffer, $"unit '{stated}' and '{column}'", well, file);
        }
    }

    private static bool IsPositive((string Column, string Text) dose) =>
        !TryNumber(dose.Text, out var number) || number > 0;

    private static StylizeException Refused(ErrorText error, string typed, string well, string? file) =>
        error.With(file ?? "PlateMap", file is null ? "of the run" : $"'{file}'", typed, well);

    /// <summary>Parses a role; null for wells that are no part of the screen. No text is a sample.</summary>
    private static bool TryParseRole(string text, out WellRole? role)
    {
        var word = string.Concat(text.Where(char.IsLetter)).ToLowerInvariant();
        var known = Array.FindIndex(Roles, entry => entry.Words.Contains(word));
        role = known >= 0 ? Roles[known].Role : WellRole.Sample;
        return known >= 0 ? !text.Any(char.IsDigit) : text.Trim().Length == 0;
    }

    private sealed record MapLine(MappedWell Row, string Compound, string Role, bool HasDose, AssayWell? Well);

    /// <summary>The columns of a well.</summary>
    private sealed class Fields
    {
        private readonly List<string> _names;

        public Fields(IEnumerable<KeyValuePair<string, string>> contents)
        {
            Pairs = [.. contents];
            _names = [.. Pairs.Select(pair => pair.Key)];
            Doses =
            [
                .. MapColumns.Concentrations(_names).Select(column => (column, Text(column)))
                    .Where(dose => dose.Item2.Length > 0),
            ];
        }

        public List<KeyValuePair<string, string>> Pairs { get; }

        /// <summary>The columns of concentrations that are not empty.</summary>
        public IReadOnlyList<(string Column, string Text)> Doses { get; }

        public string One(string[] meaning) => MapColumns.Find(_names, meaning) is { } column ? Text(column) : "";

        private string Text(string column) => Pairs.Find(pair => pair.Key == column).Value.Trim();
    }
}
