namespace Stylize.Engine.Segmentation.Wells;

/// <summary>What the names of the columns of a plate map, or the titles of its blocks, mean.</summary>
/// <remarks>
/// Case, spaces, signs and the prefix Metadata_ of CellProfiler do not matter, nor does a unit in parentheses or
/// brackets, such as in "Concentration (uM)", or at the end, such as in dose_nM.
/// </remarks>
internal static partial class MapColumns
{
    public static readonly string[]
        Transfer = ["destinationwell", "dispensedwell"],
        Well = ["well", "wells", "wellid", "wellname", "wellposition", "detwell", .. Transfer],
        Row = ["row", "wellrow", "platerow", "rowname", "rowid"],
        Column = ["column", "col", "wellcolumn", "wellcol", "platecolumn", "platecol", "columnid", "colid"],
        Plate =
        [
            "plate", "plateid", "platename", "platebarcode", "barcode", "assayplate", "assayplatebarcode", "detplate",
            "destinationplate", "destinationplatebarcode",
        ],
        Compound =
            ["compound", "compoundname", "compoundid", "drug", "drugname", "treatment", "pertiname", "fluidname"],
        Role = ["role", "wellrole", "perttype"],
        Control = ["control", "controls", "controltype", "ctrl", "ctrltype", "wellcontrol", "welltype", "type"],
        Unit =
        [
            "unit", "units", "doseunit", "doseunits", "concentrationunit", "concentrationunits", "concunit",
            "concunits", "pertdoseunit",
        ];

    private static readonly string[]
        Concentration =
            ["concentration", "conc", "finalconcentration", "finalconc", "dispensedconcentration", "dispensedconc"],
        Dose = ["dose", "pertdose"];

    /// <summary>Returns the columns with a meaning, in the order of its names.</summary>
    public static IReadOnlyList<string> All(IEnumerable<string> columns, string[] meaning) =>
    [
        .. columns.Where(column => IsOne(column, meaning)).OrderBy(column => Array.IndexOf(meaning, Key(column)))
            .ThenBy(column => column, StringComparer.OrdinalIgnoreCase),
    ];

    public static string? Find(IEnumerable<string> columns, string[] meaning) =>
        All(columns, meaning).FirstOrDefault();

    public static bool IsOne(string column, string[] meaning) => meaning.Contains(Key(column));

    /// <summary>Returns the columns of concentrations; those of doses without one.</summary>
    public static IReadOnlyList<string> Concentrations(IReadOnlyCollection<string> columns) =>
        All(columns, Concentration) is { Count: > 0 } found ? found : All(columns, Dose);

    /// <summary>Returns the unit in the name of a column; null for none that is known.</summary>
    public static DoseUnit? UnitOf(string column) =>
        DoseUnit.TryParse(Parts().Match(column).Groups["unit"].Value);

    private static string Key(string column)
    {
        var name = Prefix().Replace(column.Trim(), "");
        var parts = Parts().Match(name);
        // Logarithms are not concentrations.
        var isLogarithm = parts.Groups["unit"].Value.Contains("log", StringComparison.OrdinalIgnoreCase);
        if ((parts.Groups["bracket"].Success && !isLogarithm)
            || DoseUnit.TryParse(parts.Groups["unit"].Value) is not null)
        {
            name = parts.Groups["name"].Value;
        }

        return string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
    }

    [GeneratedRegex("^(?:Image_)?Metadata_", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();

    [GeneratedRegex(
        @"^\s*(?<name>.+?)\s*(?:(?<bracket>[(\[])(?<unit>[^()\[\]]*)[)\]]|[\s_.](?<unit>[^\s_.()\[\]]+))\s*$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Parts();
}

/// <summary>A unit of concentrations.</summary>
/// <param name="Name">Name without signs other than those of ASCII, such as uM.</param>
/// <param name="IsMolar">True for amounts per volume, false for masses per volume.</param>
/// <param name="Exponent">Power of ten of the unit in mol per liter, or in grams per liter.</param>
internal sealed partial record DoseUnit(string Name, bool IsMolar, int Exponent)
{
    private static readonly (string Short, string Long, int Exponent)[] Prefixes =
    [
        ("", "", 0), ("m", "milli", -3), ("u", "micro", -6), ("n", "nano", -9), ("p", "pico", -12),
        ("f", "femto", -15),
    ];

    /// <summary>The unit to which concentrations in several units are converted.</summary>
    public DoseUnit Common => IsMolar ? new("uM", true, -6) : new("ug/mL", false, -3);

    /// <summary>Parses a unit such as nM, umol/L, micromolar or mg/mL; returns null for any other text.</summary>
    public static DoseUnit? TryParse(string text)
    {
        var plain = text.Replace('\u00B5', 'u').Replace('\u03BC', 'u').Replace(" ", "");
        if (Form().Match(plain) is not { Success: true } match) return null;

        var prefix = match.Groups["prefix"].Value.ToLowerInvariant();
        var (sign, _, exponent) = Array.Find(
            Prefixes, known => known.Short == prefix || known.Long == prefix || (prefix, known.Short) == ("mc", "u"));
        if (!match.Groups["mass"].Success) return new(sign + "M", true, exponent);

        var (volume, _, liters) = Array.Find(
            Prefixes, known => known.Short == match.Groups["volume"].Value.ToLowerInvariant());
        return new($"{sign}g/{volume}L", false, exponent - liters);
    }

    /// <summary>Returns a concentration in another unit, rounded to 15 digits, so that equal doses stay
    /// equal.</summary>
    public double Convert(double value, DoseUnit to)
    {
        var shift = Exponent - to.Exponent;
        var exact = shift < 0 ? value / PortableMath.Pow(10, -shift) : value * PortableMath.Pow(10, shift);
        return shift == 0
            ? value : double.Parse(exact.ToString("G15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"^(?:(?<prefix>m|u|mc|n|p|f)??(?:m|mol/l|(?<mass>g)/(?<volume>m|u)?l)"
        + "|(?<prefix>milli|micro|nano|pico|femto)?molar)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
